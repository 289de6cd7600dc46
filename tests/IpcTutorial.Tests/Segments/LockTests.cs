using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>The lock, between processes in different sessions.</summary>
public sealed class LockTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private SegmentLock OpenLock() => new(new SegmentKey(_place.Key));

    [Fact]
    public async Task Two_sessions_exclude_each_other()
    {
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");
        using SegmentLock segmentLock = OpenLock();

        Assert.False(segmentLock.TryAcquire(TimeSpan.FromMilliseconds(50), out _));
        await holder.Enter();

        Assert.True(IsFree(segmentLock));
    }

    [Fact]
    public async Task A_lock_held_too_long_is_a_LockTimeout()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0.2");

        Assert.Equal((int)SegmentError.LockTimeout, consumer.ExitCode);
        Assert.Contains("was not free within 0.2 s: another process holds it", consumer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.PathOf("out.png")));
        await holder.Enter();
        await producer.Enter();
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
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");
        await using var consumer = TutorialProgram.Start(
            "Consumer", _place.PathOf("out.png"), "--lock-timeout", "3600", "--key", _place.Key);
        await _place.UntilAttached(consumer);

        await consumer.Signal("TERM");

        Assert.Equal(143, (await consumer.Exit()).ExitCode);
        await holder.Enter();
        await producer.Enter();
    }

    [Fact]
    public async Task A_killed_holder_abandons_the_lock_to_the_next()
    {
        using SegmentLock segmentLock = OpenLock();
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");

        await holder.Kill();

        Assert.True(segmentLock.TryAcquire(
            TimeSpan.FromSeconds(10), out HeldLock held));
        using (held)
            Assert.True(held.WasAbandoned);
    }

    [Fact]
    public async Task A_picture_whose_writer_died_is_Incomplete_until_it_is_written_anew()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram writer = await _place.Worker("begin-to-write", "writing");
        await writer.Kill();

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));
        Assert.Equal((int)SegmentError.Incomplete, consumer.ExitCode);
        Assert.False(File.Exists(_place.PathOf("out.png")));

        producer.Type(Path.Combine(TutorialProgram.FolderOf("Producer"), "sample.png"));
        await producer.Line("Wrote the picture");
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        await producer.Enter();
    }

    [Fact]
    public void Releasing_twice_releases_once()
    {
        using SegmentLock segmentLock = OpenLock();
        HeldLock held = segmentLock.Acquire(TimeSpan.Zero);
        held.Dispose();
        held.Dispose();

        using HeldLock next = segmentLock.Acquire(TimeSpan.Zero);
        held.Dispose(); // not the ticket of the one who has it now
        Assert.False(IsFree(OpenLock()));
    }

    [Fact]
    public void A_thread_that_holds_the_lock_cannot_take_it_again()
    {
        using SegmentLock segmentLock = OpenLock();
        using (segmentLock.Acquire(TimeSpan.Zero))
            Assert.Throws<LockRecursionException>(() => segmentLock.TryAcquire(TimeSpan.Zero, out _));
        Assert.True(IsFree(segmentLock));
    }

    // Asked by another thread, since a mutex lets its own in.
    private static bool IsFree(SegmentLock segmentLock)
    {
        bool isFree = false;
        var thread = new Thread(() =>
        {
            isFree = segmentLock.TryAcquire(TimeSpan.FromSeconds(1), out HeldLock held);
            held.Dispose();
        });
        thread.Start();
        thread.Join();
        return isFree;
    }
}
