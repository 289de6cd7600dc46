using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>The lock, between processes in different sessions.</summary>
public sealed class LockTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    private SegmentKey Key => new(_place.Key);

    private WritableSegment Create() => SharedSegment.Create(Key, PictureHeader.Length, _timeout);

    [Theory]
    [InlineData("hold-lock", "holding")]
    [InlineData("share-lock", "sharing")]
    [InlineData("hold-lock-with-child", "holding")] // the child inherits no file, so it does not keep the lock
    public async Task A_killed_holder_frees_the_lock(string work, string word)
    {
        using WritableSegment segment = Create();
        await using TutorialProgram holder = await _place.Worker(work, word);
        Assert.False(segment.TryLockToWrite(TimeSpan.Zero, out _));

        await holder.Kill();

        Assert.True(segment.TryLockToWrite(_timeout, out HeldLock held));
        held.Dispose();
    }

    // While readers have the lock, a writer waits for them in the turnstile, where no other reader gets by.
    [Fact]
    public void Who_is_killed_in_the_turnstile_lets_the_others_pass()
    {
        using WritableSegment segment = Create();
        using SharedSegment reader = SharedSegment.Attach(Key, _timeout);
        using HeldLock held = segment.LockToRead(TimeSpan.Zero);
        TutorialProgram writer = TutorialProgram.Start("tests/Worker", "hold-lock", _place.Key);
        Assert.True(SpinWait.SpinUntil(() => !IsFreeToRead(reader), _timeout), "No writer waits.");

        Wait(writer.Kill());

        Assert.True(reader.TryLockToRead(_timeout, out HeldLock second));
        second.Dispose();
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
        using WritableSegment segment = Create();
        HeldLock held = segment.LockToWrite(TimeSpan.Zero);
        held.Dispose();
        held.Dispose();

        using HeldLock next = segment.LockToWrite(TimeSpan.Zero);
        held.Dispose(); // not the ticket of the one who has it now
        Assert.False(IsFree());
    }

    [Fact]
    public void Detaching_releases_what_is_held()
    {
        using WritableSegment segment = Create();
        WritableSegment other = SharedSegment.AttachToWrite(Key, _timeout);
        HeldLock held = other.LockToWrite(TimeSpan.Zero);
        other.Dispose();
        Assert.True(IsFree());
        held.Dispose();
    }

    [Fact]
    public void An_attachment_that_holds_the_lock_cannot_take_it_again_in_any_thread()
    {
        using WritableSegment segment = Create();
        using (segment.LockToRead(TimeSpan.Zero))
        {
            Assert.Throws<LockRecursionException>(() => segment.TryLockToRead(TimeSpan.Zero, out _));
            Wait(Task.Run(() =>
                Assert.Throws<LockRecursionException>(() => segment.TryLockToWrite(TimeSpan.Zero, out _))));
        }

        Assert.True(IsFree());
    }

    [Fact]
    public void Two_attachments_of_one_process_share_it_to_read_and_exclude_each_other_to_write()
    {
        using WritableSegment segment = Create();
        using SharedSegment reader = SharedSegment.Attach(Key, _timeout);
        using SharedSegment other = SharedSegment.Attach(Key, _timeout);
        using (reader.LockToRead(TimeSpan.Zero))
        using (other.LockToRead(TimeSpan.Zero))
        {
            Assert.Equal(LockState.Shared, segment.LockState);
            Assert.False(segment.TryLockToWrite(TimeSpan.Zero, out _));
        }

        using (segment.LockToWrite(TimeSpan.Zero))
        {
            Assert.Equal(LockState.Alone, reader.LockState);
            Assert.False(reader.TryLockToRead(TimeSpan.Zero, out _));
        }

        Assert.Equal(LockState.Free, reader.LockState);
    }

    [Fact]
    public void Waiting_ends_with_its_token()
    {
        using WritableSegment segment = Create();
        using SharedSegment reader = SharedSegment.Attach(Key, _timeout);
        using HeldLock held = segment.LockToWrite(TimeSpan.Zero);
        using var cancel = new CancellationTokenSource(50);
        Assert.Throws<OperationCanceledException>(() => reader.TryLockToRead(_timeout, out _, cancel.Token));
    }

    // A lock that is held cannot live across an await.
    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static bool IsFreeToRead(SharedSegment reader)
    {
        bool isFree = reader.TryLockToRead(TimeSpan.Zero, out HeldLock held);
        held.Dispose();
        return isFree;
    }

    private bool IsFree()
    {
        using WritableSegment other = SharedSegment.AttachToWrite(Key, _timeout);
        bool isFree = other.TryLockToWrite(TimeSpan.Zero, out HeldLock held);
        held.Dispose();
        return isFree;
    }
}
