using CliWrap;
using IpcTutorial.Tests.Isolation;

namespace IpcTutorial.Tests.Programs;

/// <summary>Whatever standard input, output and error are, no program ends for it, and its exit code is that of what
/// happened.</summary>
public sealed class StandardStreamTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("<&-")] // closed
    [InlineData("< /")] // a folder
    [InlineData("0> /dev/null")] // to write only, as nohup opens it
    [InlineData("< /dev/zero")] // no line ever ends
    public async Task A_producer_whose_input_cannot_be_read_stays_until_a_signal(string redirection)
    {
        Requires.Linux();
        await using TutorialProgram producer = TutorialProgram.Start(Shell($"exec \"$@\" {redirection}", "Producer"));
        await producer.Line("signal detaches");

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        await producer.Signal("TERM");
        Assert.Equal((0, ""), ((await producer.Exit()).ExitCode, (await producer.Exit()).Error));
    }

    [Fact]
    public async Task An_input_that_does_not_wait_is_waited_for()
    {
        Requires.Programs("python3", "python3");
        await using TutorialProgram producer = TutorialProgram.Start(Cli.Wrap("python3").WithArguments([
            "-c", "import os, sys; os.set_blocking(0, False); os.execv(sys.argv[1], sys.argv[1:])",
            TutorialProgram.PathOf("Producer"), "--key", _place.Key]));
        await producer.Line("signal detaches");

        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Theory]
    [InlineData(">&-")]
    [InlineData("> /dev/full")]
    [InlineData("> /dev/full 2>&1")]
    public async Task A_consumer_whose_output_takes_nothing_saves_the_picture(string redirection)
    {
        Requires.Linux();
        await using TutorialProgram producer = await _place.ReadyProducer();

        ProgramResult consumer = await TutorialProgram.Run(
            Shell($"exec \"$@\" {redirection}", "Consumer", _place.PathOf("out.png")));

        Assert.Equal((0, true), (consumer.ExitCode, File.Exists(_place.PathOf("out.png"))));
        await producer.Enter();
    }

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2> /dev/full")]
    public async Task An_error_that_nobody_reads_has_its_exit_code(string redirection)
    {
        Requires.Linux();
        Assert.Equal((int)SegmentError.NotFound,
            (await TutorialProgram.Run(Shell($"exec \"$@\" {redirection}", "Consumer"))).ExitCode);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("inspect")]
    public async Task What_was_asked_for_and_cannot_be_shown_is_an_error(string command)
    {
        // On a machine of its own: to list the segments is to attach to each for a moment, also to those of other tests.
        await using Machine machine = await Machine.Start(hasProcesses: false);
        await using var producer = TutorialProgram.Start(machine.There(TutorialProgram.Command("Producer", "--key", _place.Key)));
        await producer.Line("Wrote the picture");

        ProgramResult consumer = await TutorialProgram.Run(
            machine.There(Shell("exec \"$@\" > /dev/full", "Consumer", command)));

        Assert.Equal(3, consumer.ExitCode);
        Assert.Contains("Standard output could not be written to", consumer.Error, StringComparison.Ordinal);
        await producer.Enter();
    }

    // A script, in which "$@" is the program with its arguments.
    private Command Shell(string script, string project, params string[] arguments) => Cli.Wrap("sh").WithArguments(
        ["-c", script, "sh", TutorialProgram.PathOf(project), .. arguments])
        .WithEnvironmentVariables(variables => variables.Set("IPCTUTORIAL_KEY", _place.Key));
}
