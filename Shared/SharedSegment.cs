using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>A piece of memory with a name, shared between processes; this process is attached to it, to read, until it
/// disposes it.</summary>
/// <remarks>
/// A segment lives while somebody is attached. The last one out removes it, even if it is killed: on Windows the kernel
/// does that, on Unix its file locks tell who is left. There is no object that is not attached, so nothing can be
/// attached a second time by mistake; attaching twice gives two attachments. One attachment is for one thread at a time:
/// two threads attach twice. One that is dropped without <see cref="Dispose"/> stays until the process ends, and so does
/// its lock.
/// </remarks>
/// <example>
/// One process creates, another attaches:
/// <code>
/// using WritableSegment mine = SharedSegment.Create(new SegmentKey("numbers"), 4096, TimeSpan.FromSeconds(5));
/// using (mine.LockToWrite(TimeSpan.FromSeconds(5)))
///     mine.AsSpan(PictureHeader.Length, 1)[0] = 42;
///
/// using SharedSegment theirs = SharedSegment.Attach(new SegmentKey("numbers"), TimeSpan.FromSeconds(5));
/// using (theirs.LockToRead(TimeSpan.FromSeconds(5)))
///     answer = theirs.AsReadOnlySpan(PictureHeader.Length, 1)[0];
/// </code>
/// </example>
public class SharedSegment : IDisposable
{
    private readonly TimeSpan _timeout;

    private protected SharedSegment(SegmentKey key, TimeSpan timeout, SegmentMemory memory)
    {
        Key = key;
        _timeout = timeout;
        Memory = memory;
        Location = Storage.NameOf(key); // once: messages have it at hand in each hand-over
        Lock = LockOf(memory);
    }

    /// <summary>The key that others find it by.</summary>
    public SegmentKey Key { get; }

    /// <summary>Where it lives: a file on Unix, the name of a map on Windows.</summary>
    public string Location { get; }

    /// <summary>Bytes in the segment, its header included. Windows rounds it up to whole pages for those who attach.</summary>
    public long Size => Memory.Size;

    /// <summary>What others have of its lock now: to look at, not to rely on.</summary>
    public LockState LockState => Lock.State;

    /// <summary>What it holds.</summary>
    public SegmentKind Kind => (SegmentKind)Header.Version;

    /// <summary>A copy of its header as it is now. Without the lock it is to look at, not to rely on.</summary>
    public PictureHeader Header => PictureHeader.CopyOf(AsReadOnlySpan(0, PictureHeader.Length));

    private protected static SegmentStorage Storage => SegmentStorage.ThisSystem;

    private protected SegmentLock Lock { get; set; }

    /// <summary>Its bytes.</summary>
    internal SegmentMemory Memory { get; private protected set; }

    /// <summary>Whether it is attached still. It does not become so again.</summary>
    internal bool IsDetached { get; private set; }

    /// <summary>Whether it is still the segment of its key: not removed by hand, nor replaced by a larger one.</summary>
    internal bool HasKeyStill => Storage.HasKeyStill(Memory);

    /// <summary>Creates a segment of zeros behind an empty header, and attaches to it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="size">Its size in bytes, at least <see cref="PictureHeader.Length"/>.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <param name="cancel">Ends that wait.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.AlreadyExists"/> if somebody is attached to a segment
    /// of this key, <see cref="SegmentError.InvalidSize"/>, <see cref="SegmentError.OutOfResources"/>,
    /// <see cref="SegmentError.PermissionDenied"/>, <see cref="SegmentError.LockTimeout"/>.</exception>
    public static WritableSegment Create(
        SegmentKey key, long size, TimeSpan timeout, CancellationToken cancel = default) =>
        WritableSegment.Create(key, size, PictureHeader.Identity, timeout, cancel);

    /// <summary>Attaches to a segment, to read: who cannot write cannot damage anything.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <param name="cancel">Ends that wait.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotFound"/>, <see cref="SegmentError.BadHeader"/>,
    /// <see cref="SegmentError.PermissionDenied"/>, <see cref="SegmentError.LockTimeout"/>.</exception>
    public static SharedSegment Attach(SegmentKey key, TimeSpan timeout, CancellationToken cancel = default) =>
        new(key, timeout, Open(key, writable: false, timeout, cancel));

    /// <summary>Attaches to a segment, to read and to write.</summary>
    /// <inheritdoc cref="Attach" path="/param"/>
    /// <inheritdoc cref="Attach" path="/exception"/>
    public static WritableSegment AttachToWrite(SegmentKey key, TimeSpan timeout, CancellationToken cancel = default) =>
        new(key, timeout, Open(key, writable: true, timeout, cancel), replacedLeftover: false);

    /// <summary>Some of the bytes, in place, to read. The span must not be used after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The segment is detached.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all inside the segment.</exception>
    public ReadOnlySpan<byte> AsReadOnlySpan(long offset, int length)
    {
        Memory.CheckIsWhole();
        return Memory.Read(offset, length);
    }

    /// <summary>Waits for the lock, to read: other readers may have it too, and no writer.</summary>
    /// <param name="timeout">The longest wait. There is no waiting without end: the holder may be stopped.</param>
    /// <param name="cancel">Ends the wait early.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>.</exception>
    /// <exception cref="LockRecursionException">This attachment holds it already.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public HeldLock LockToRead(TimeSpan timeout, CancellationToken cancel = default) =>
        Lock.Take(alone: false, timeout, cancel);

    /// <summary><see cref="LockToRead"/>, where not getting the lock is an expected outcome. A timeout of 0 tries once.
    /// </summary>
    public bool TryLockToRead(TimeSpan timeout, out HeldLock held, CancellationToken cancel = default) =>
        Lock.TryTake(alone: false, timeout, out held, cancel);

    /// <summary>Detaches; the last one out removes the segment. Again, does nothing.</summary>
    // docs: detach
    public void Dispose()
    {
        if (IsDetached)
            return;

        IsDetached = true;
        Memory.Dispose(); // which ends the lock, too
        if (!Storage.IsSomebodyAttached(Key))
            RemoveIfLast();
        GC.SuppressFinalize(this);
    }
    // docs: end

    private protected SegmentLock LockOf(SegmentMemory memory) => new(memory.LockFile, Storage.FirstLockByte(Key), Key);

    // docs: under-the-life-lock
    // Under the life lock: that closes the gap between opening a file and locking it, in which another process could
    // remove the file or put another in its place. Beside others that are attached there is no such gap.
    private static SegmentMemory Open(SegmentKey key, bool writable, TimeSpan timeout, CancellationToken cancel)
    {
        if (Storage.TryAttachBesideOthers(key, writable) is { } memory)
            return memory;

        using (LifeLock.Take(key, timeout, cancel))
            return Storage.Attach(key, writable);
    }
    // docs: end

    private void RemoveIfLast()
    {
        try
        {
            // If somebody is at it all the time: what may be left behind, the next one reclaims.
            using FileStream? held = LifeLock.TryTake(Key, _timeout);
            if (held is not null)
                Storage.Examine(Key, removeLeftover: true);
        }
        catch (SegmentException)
        {
            // Something that is not ours has the name now. What we attached to, we have left; there is no more to do.
        }
    }
}
