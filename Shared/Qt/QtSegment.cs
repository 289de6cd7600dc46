using System.Diagnostics;
using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>The memory of a <c>QSharedMemory</c>; this process is attached to it until it disposes it.</summary>
/// <remarks>
/// The kernel counts who is attached, and does not forget to when a process is killed. But it removes nothing: that does
/// whoever detaches and finds that nobody is left. So what a killed process leaves behind stays, and can be attached to,
/// until the next one detaches or creates.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed unsafe class QtSegment : IDisposable
{
    private readonly QtKey _key;
    private readonly QtMemory _memory;
    private readonly byte* _start;
    private readonly bool _isWritable;
    private bool _isDetached;

    private QtSegment(QtKey key, QtLock segmentLock, QtMemory memory, nint start, bool isWritable)
    {
        _key = key;
        Lock = segmentLock;
        _memory = memory;
        _start = (byte*)start;
        _isWritable = isWritable;
        Size = memory.Examine(key.SegmentName).Size;
    }

    /// <summary>The lock of the segment, which <see cref="Create"/> and <see cref="Attach"/> do not leave held.</summary>
    public QtLock Lock { get; }

    /// <summary>Bytes in the segment: as many as its creator asked for.</summary>
    public long Size { get; }

    /// <summary>Whether <see cref="Create"/> found a segment to which nobody was attached, and removed it.</summary>
    public bool ReplacedLeftover { get; private set; }

    /// <summary>Creates a segment of zeros, and attaches to it. One to which nobody is attached is removed before.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="size">Its size in bytes, from 1.</param>
    /// <param name="timeout">How long to wait for its lock, here and when it is disposed.</param>
    /// <param name="cancel">Ends that wait.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.AlreadyExists"/> if somebody is attached to a segment
    /// of this key, <see cref="SegmentError.InvalidSize"/>, <see cref="SegmentError.OutOfResources"/>,
    /// <see cref="SegmentError.PermissionDenied"/>, <see cref="SegmentError.LockTimeout"/>.</exception>
    public static QtSegment Create(QtKey key, long size, TimeSpan timeout, CancellationToken cancel = default)
    {
        bool replacedLeftover = false;
        QtSegment segment = UnderLock(key, timeout, segmentLock =>
        {
            replacedLeftover |= QtDirectory.RemoveLeftover(key);

            // Whoever creates a segment answers for its lock from now on, as in Qt: so that the lock of a killed
            // process goes too. Qt also sets it to 1 then, which would free one that is held: we do not.
            segmentLock.MustRemove();
            if (QtDirectory.Create(key, size) is not { } memory)
                return null;

            QtSegment? created = null;
            try
            {
                return created = TryAttach(key, segmentLock, memory, isWritable: true);
            }
            finally
            {
                if (created is null)
                    QtDirectory.Remove(key, memory); // it has lost its file, or there is no room for it in this process
            }
        }, cancel);
        segment.ReplacedLeftover = replacedLeftover;
        return segment;
    }

    /// <summary>Attaches to a segment.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="timeout">How long to wait for its lock, here and when it is disposed.</param>
    /// <param name="writable">Whether to write too.</param>
    /// <param name="cancel">Ends that wait.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotFound"/>, <see cref="SegmentError.OutOfResources"/>,
    /// <see cref="SegmentError.PermissionDenied"/>, <see cref="SegmentError.LockTimeout"/>.</exception>
    public static QtSegment Attach(
        QtKey key, TimeSpan timeout, bool writable = false, CancellationToken cancel = default)
    {
        // Before the lock is taken, which would make one.
        if (!QtKeyFile.TryFind(key.SegmentFile, out _))
            throw NotFound(key);

        return UnderLock(key, timeout, segmentLock =>
            QtDirectory.Find(key) is { } memory
                ? TryAttach(key, segmentLock, memory, writable)
                : throw NotFound(key), cancel);
    }

    /// <summary>The bytes, in place, to read: the first 2³¹ - 1, if there are more. Not to be used after
    /// <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The segment is detached.</exception>
    public ReadOnlySpan<byte> AsReadOnlySpan() => Bytes();

    /// <summary>The bytes, in place, to write.</summary>
    /// <inheritdoc cref="AsReadOnlySpan" path="/exception"/>
    /// <exception cref="InvalidOperationException">The segment was attached to read only.</exception>
    public Span<byte> AsSpan() => _isWritable
        ? Bytes()
        : throw new InvalidOperationException($"{_key.SegmentName} was attached to read only.");

    /// <summary>Detaches; the last one out removes segment, lock, and the files of both. Again, does nothing.</summary>
    public void Dispose()
    {
        if (_isDetached)
            return;

        _isDetached = true;
        using (Lock)
        using (QtHeldLock? held = Lock.TryAcquire())
        {
            QtMemory.Detach((nint)_start);
            if (held is null || _memory.Examine(_key.SegmentName) is not { Size: > 0, Users: 0 })
                return; // others are attached, or at it right now

            QtDirectory.Remove(_key, _memory);
            Lock.MustRemove();
        }
    }

    // Processes that do not honour the lock, and Qt itself does not always, may remove what we are about to attach to:
    // then again.
    private static QtSegment UnderLock(
        QtKey key, TimeSpan timeout, Func<QtLock, QtSegment?> attach, CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        var segmentLock = new QtLock(key, timeout);
        try
        {
            while (true)
            {
                using QtHeldLock held = segmentLock.Acquire(cancel);
                if (attach(segmentLock) is { } segment)
                    return segment;
                if (waited.Elapsed > timeout)
                {
                    throw new SegmentException(SegmentError.LockTimeout,
                        $"{key.SegmentName} is removed again and again, by a process that does not hold its lock.");
                }
            }
        }
        catch
        {
            segmentLock.Dispose();
            throw;
        }
    }

    private static QtSegment? TryAttach(QtKey key, QtLock segmentLock, QtMemory memory, bool isWritable)
    {
        if (memory.Attach(isWritable, key.SegmentName) is not { } start)
            return null;
        if (QtDirectory.Find(key) == memory)
            return new QtSegment(key, segmentLock, memory, start, isWritable);

        QtMemory.Detach(start);
        return null;
    }

    private Span<byte> Bytes()
    {
        ObjectDisposedException.ThrowIf(_isDetached, this);
        return new Span<byte>(_start, (int)Math.Min(Size, int.MaxValue));
    }

    private static SegmentException NotFound(QtKey key) => new(SegmentError.NotFound,
        $"{key.SegmentName} does not exist: no program has loaded a picture into it.");
}
