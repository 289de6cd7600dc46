using CliWrap;

namespace IpcTutorial.Tests.Programs;

/// <summary>A terminal that goes away, and one that has another program in front.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("Producer", "> ", 0)]
    [InlineData("Producer", "Holding", 129, "--slow-write", "60")]
    [InlineData("Producer", "Replacing", 0, "--cycle", "100")]
    [InlineData("Producer", "Holding", 0, "--session-lock")]
    [InlineData("Consumer", "Waiting", 129, "--wait", "60")]
    public async Task Who_loses_the_terminal_ends_as_after_a_signal(string project, string word, int exitCode, params string[] arguments)
    {
        await using TutorialProgram terminal = Terminal(_place.Key, [], word, project, arguments);

        await terminal.Line($"ended with {exitCode}");
        Assert.False(_place.SegmentExists);
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("Replacing", "--cycle", "100")]
    public async Task A_producer_that_ignores_the_hang_up_stays_until_another_signal(string word, params string[] arguments)
    {
        await using TutorialProgram terminal = Terminal(_place.Key, ["--ignore-hangup"], word, "Producer", arguments);
        string id = (await terminal.Line("closed"))[7..];

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        await TutorialProgram.Run(Cli.Wrap("sh").WithArguments(["-c", $"kill -TERM {id}"]));
        await terminal.Line("ended with 0");
    }

    [Fact]
    public async Task After_a_killed_producer_the_terminal_has_its_echo()
    {
        await using TutorialProgram terminal = Terminal(_place.Key, ["--kill"], "> ", "Producer", []);
        await terminal.Line("with echo");
        Assert.True(SegmentList.RemoveLeftover(new SegmentKey(_place.Key), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task In_the_background_a_producer_keeps_its_picture_and_a_signal_ends_it()
    {
        RequiresShell();
        await using TutorialProgram shell = InBackground("Producer");
        await shell.Line("> "); // which is its prompt: it wants to read

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        shell.Type("kill %1; wait %1; echo it ended with $?");
        await shell.Line("it ended with 0");
        shell.Type("exit");
        await shell.Exit();
    }

    [Fact]
    public async Task Stopped_and_continued_in_the_background_a_reader_hears_signals()
    {
        RequiresShell();
        await using TutorialProgram producer = _place.Producer("--stream");
        await producer.Line("Publishing");
        await using TutorialProgram shell = InBackground("Consumer", "--follow");
        await shell.Line("The pictures have");

        // When .NET changes the terminal from the background, the system sends SIGTTOU to the whole job. Here is one more, as
        // another program of the job would cause it. More than once: it takes effect when the terminal was changed.
        shell.Type("for i in 1 2 3 4; do kill -STOP $!; until ps -o stat= -p $! | grep -q T; do :; done; kill -CONT $!; kill -TTOU $!; done");
        shell.Type("env kill $!; wait $!; echo it ended with $?"); // that of bash would continue it again
        await shell.Line("it ended with 0");
        shell.Type("exit");
        await shell.Exit();
        await producer.Signal("TERM");
        await producer.Exit();
    }

    private static void RequiresShell()
    {
        Requires.Programs("python3", "python3");
        Requires.Programs("bash", "bash");
        Requires.Programs("procps", "ps");
    }

    private TutorialProgram InBackground(string project, params string[] arguments) =>
        TutorialProgram.Start(Cli.Wrap("python3").WithArguments([
            TutorialProgram.FileOfTests("Programs/background.py"), TutorialProgram.PathOf(project), .. arguments, "--key", _place.Key]));

    internal static TutorialProgram Terminal(string key, string[] options, string word, string project, params string[] arguments)
    {
        Requires.Programs("python3", "python3");
        return TutorialProgram.Start(Cli.Wrap("python3").WithArguments([
            TutorialProgram.FileOfTests("Programs/terminal.py"), .. options, word,
            TutorialProgram.PathOf(project), .. arguments, "--key", key]));
    }
}
