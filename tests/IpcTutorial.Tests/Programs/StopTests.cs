using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>Programs that are stopped in an unlucky moment.</summary>
public sealed class StopTests : IDisposable
{
    private readonly Workplace _place;

    public StopTests()
    {
        Requires.Linux();
        _place = new Workplace();
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_signal_in_the_moment_of_the_exit_does_no_harm()
    {
        for (int i = 0; i < 20; i++)
        {
            ProgramResult worker = await TutorialProgram.Run("tests/Worker", "stop", _place.Key);
            Assert.Equal((0, ""), (worker.ExitCode, worker.Error));
        }
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_demo_that_is_stopped_lets_its_consumer_finish_the_file(string signal, int exitCode)
    {
        Tools.RequireCompiler();
        await using HeldProgram saving = await HeldDemo();
        Assert.NotEmpty(TemporaryFiles);

        await saving.Program.Signal(signal);
        await saving.Program.Line("Waiting for the Consumer to end");
        ProgramResult demo = await saving.Release().Exit();

        Assert.Equal((exitCode, ""), (demo.ExitCode, demo.Error));
        Assert.Empty(TemporaryFiles);
        Assert.True(File.Exists(_place.PathOf("received.png")));
    }

    // Ctrl+C reaches all programs of a terminal, and the Producer passes it on: for the Consumer it is one wish.
    [Fact]
    public async Task A_consumer_that_gets_two_signals_for_one_wish_finishes_the_file()
    {
        Tools.RequireCompiler();
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using HeldProgram saving = await HeldProgram.Start(_place, "rename", 1,
            TutorialProgram.Command("Consumer", _place.PathOf("received.png"), "--key", _place.Key),
            _place.PathOf("received.png"));

        await saving.Program.Signal("INT");
        await saving.Program.Signal("TERM");
        ProgramResult consumer = await saving.Release().Exit();

        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        Assert.Empty(TemporaryFiles);
        await producer.Enter();
    }

    [Fact]
    public async Task A_demo_does_not_wait_for_ever_for_its_consumer()
    {
        TestSize.RequireFull();
        Tools.RequireCompiler();
        await using HeldProgram saving = await HeldDemo();

        await saving.Program.Signal("TERM");

        ProgramResult demo = await saving.Program.Exit();
        Assert.Equal((143, ""), (demo.ExitCode, demo.Error));
    }

    [Fact]
    public async Task A_demo_without_a_consumer_says_so()
    {
        await Workplace.Copy("Producer", _place.Folder);
        File.Delete(_place.PathOf("Consumer"));

        ProgramResult demo = await TutorialProgram.Run(
            TutorialProgram.InSession(_place.PathOf("Producer"), "--demo", "--key", _place.Key));

        Assert.Equal(3, demo.ExitCode);
        Assert.StartsWith("Producer: The Consumer, ", demo.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be started: No such file or directory.", demo.Error, StringComparison.Ordinal);
        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public async Task A_picture_is_on_the_disk_before_it_has_its_name()
    {
        Tools.RequireCompiler();
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using HeldProgram saving = await HeldProgram.Start(_place, "fsync", 1,
            TutorialProgram.Command("Consumer", _place.PathOf("received.png"), "--key", _place.Key));

        Assert.False(File.Exists(_place.PathOf("received.png")));
        TestPicture.AssertSame(TestPicture.Load(Path.Combine(TutorialProgram.FolderOf("Producer"), "sample.png")),
            TestPicture.Load(Assert.Single(TemporaryFiles)));

        Assert.Equal(0, (await saving.Release().Exit()).ExitCode);
        await producer.Enter();
    }

    private string[] TemporaryFiles => Directory.GetFiles(_place.Folder, ".*.tmp");

    // Its Consumer is held when the picture is written, and about to get its name.
    private Task<HeldProgram> HeldDemo() => HeldProgram.Start(_place, "rename", 1,
        TutorialProgram.Command("Producer", "--demo", "--key", _place.Key).WithWorkingDirectory(_place.Folder),
        _place.PathOf("received.png"));
}
