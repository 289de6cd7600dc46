using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>A Consumer that has to wait for the lock: how long, for whom, and what ends it.</summary>
public sealed class LockWaitTests : IDisposable
{
    private static readonly Lazy<Task<string>> _clockBack = new(() => Tools.BuildPreload("clock_back"));

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_lock_held_too_long_is_a_LockTimeout()
    {
        using PictureWriter segment = _place.Publish(TestPicture.Random(64, 64));
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0.2");

        Assert.Equal((int)SegmentError.LockTimeout, consumer.ExitCode);
        Assert.Contains("was not free within 0.2 s: another process holds it", consumer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.PathOf("out.png")));
        await holder.Enter();
    }

    [Fact]
    public async Task The_writer_that_holds_the_lock_is_named()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram writer = await _place.Worker("begin-to-write", "writing");

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0");

        Assert.Equal((int)SegmentError.LockTimeout, consumer.ExitCode);
        Assert.Contains($"Process {producer.Id} (Producer) is writing a picture", consumer.Error, StringComparison.Ordinal);
        await writer.Enter();
        await producer.Enter();
    }

    [Fact]
    public async Task A_signal_ends_waiting_for_the_lock()
    {
        Requires.Linux();
        using PictureWriter segment = _place.Publish(TestPicture.Random(64, 64));
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");
        await using var consumer = TutorialProgram.Start(
            "Consumer", _place.PathOf("out.png"), "--lock-timeout", "3600", "--key", _place.Key);
        await _place.UntilAttached(consumer);

        await consumer.Signal("TERM");

        Assert.Equal(143, (await consumer.Exit()).ExitCode);
        await holder.Enter();
    }

    // A named mutex follows the clock on the wall: it waited 21 s for one.
    [Fact]
    public async Task A_clock_that_is_set_back_makes_the_wait_no_longer()
    {
        Tools.RequireCompiler();
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");
        await using TutorialProgram consumer = await WhereTheClockIsSetBack("1");

        ProgramResult result = await consumer.Exit(TimeSpan.FromSeconds(15)); // the machine may be busy

        Assert.Equal((int)SegmentError.LockTimeout, result.ExitCode);
        await holder.Enter();
        await producer.Enter();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_no_signal_from_ending_the_wait()
    {
        Tools.RequireCompiler();
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");
        await using TutorialProgram consumer = await WhereTheClockIsSetBack("3600");
        await _place.UntilAttached(consumer);

        await consumer.Signal("INT");

        Assert.Equal(130, (await consumer.Exit()).ExitCode);
        await holder.Enter();
        await producer.Enter();
    }

    private async Task<TutorialProgram> WhereTheClockIsSetBack(string lockTimeout)
    {
        string library = await _clockBack.Value;
        return TutorialProgram.Start(TutorialProgram.Command(
                "Consumer", _place.PathOf("out.png"), "--lock-timeout", lockTimeout, "--key", _place.Key)
            .WithEnvironmentVariables(variables => variables.Set("LD_PRELOAD", library)));
    }
}
