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
    private bool _isDetached;

    private QtSegment(QtKey key, QtLock segmentLock, QtMemory memory, nint start)
    {
        _key = key;
        Lock = segmentLock;
        _memory = memory;
        _start = (byte*)start;
        Size = memory.Examine(NameOf(key)).Size;
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
            int number = QtKeyFile.Make(key.SegmentFile);
            if (QtMemory.TryCreate(number, size, NameOf(key)) is not { } memory)
            {
                replacedLeftover |= RemoveLeftover(key, number);
                return null;
            }

            // Whoever creates a segment answers for its lock from now on, whoever made it: as Qt does, so that the lock
            // of a killed process goes too. Qt also sets it to 1 then, which would free one that is held: we do not.
            segmentLock.MustRemove();
            return TryAttach(key, segmentLock, memory, isWritable: true);
        }, cancel);
        segment.ReplacedLeftover = replacedLeftover;
        return segment;
    }

    /// <summary>Attaches to a segment, to read only.</summary>
    /// <inheritdoc cref="Create" path="/param"/>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotFound"/>,
    /// <see cref="SegmentError.OutOfResources"/>, <see cref="SegmentError.PermissionDenied"/>,
    /// <see cref="SegmentError.LockTimeout"/>.</exception>
    public static QtSegment Attach(QtKey key, TimeSpan timeout, CancellationToken cancel = default)
    {
        // Before the lock is taken, which would make one.
        if (!QtKeyFile.TryFind(key.SegmentFile, out _))
            throw NotFound(key);

        return UnderLock(key, timeout, segmentLock =>
            QtKeyFile.TryFind(key.SegmentFile, out int number)
                && QtMemory.TryOpen(number, NameOf(key)) is { } memory
                    ? TryAttach(key, segmentLock, memory, isWritable: false)
                    : throw NotFound(key), cancel);
    }

    /// <summary>The bytes, in place: the first 2³¹ - 1, if there are more. Not to be used after <see cref="Dispose"/>,
    /// and not to be written to after <see cref="Attach"/>.</summary>
    /// <exception cref="ObjectDisposedException">The segment is detached.</exception>
    internal Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDetached, this);
            return new Span<byte>(_start, (int)Math.Min(Size, int.MaxValue));
        }
    }

    /// <summary>Detaches; the last one out removes the segment, its lock, and the files of both. Again, does nothing.
    /// </summary>
    public void Dispose()
    {
        if (_isDetached)
            return;

        _isDetached = true;
        using (Lock)
        using (QtHeldLock? held = Lock.TryAcquire())
        {
            QtMemory.Detach((nint)_start);
            if (held is null || _memory.Examine(NameOf(_key)) is not { Size: > 0, Users: 0 })
                return; // others are attached, or at it right now

            bool isStill = _memory.IsFoundBy(_key.SegmentFile, NameOf(_key));
            _memory.Remove(NameOf(_key));
            if (isStill)
                File.Delete(_key.SegmentFile);
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
                        $"{NameOf(key)} is removed again and again, by a process that does not hold its lock. Try again.");
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
        if (memory.Attach(isWritable, NameOf(key)) is not { } start)
            return null;
        if (memory.IsFoundBy(key.SegmentFile, NameOf(key)))
            return new QtSegment(key, segmentLock, memory, start);

        QtMemory.Detach(start);
        if (isWritable)
            memory.Remove(NameOf(key)); // nobody can find what we made
        return null;
    }

    private static bool RemoveLeftover(QtKey key, int number)
    {
        if (QtMemory.TryOpen(number, NameOf(key)) is not { } memory)
            return false; // gone already
        if (memory.Examine(NameOf(key)).Users > 0)
        {
            throw new SegmentException(SegmentError.AlreadyExists, $"{NameOf(key)} exists, and somebody is attached to "
                + "it. End that program first, or choose another key: --key NAME");
        }

        memory.Remove(NameOf(key));
        return true;
    }

    private static SegmentException NotFound(QtKey key) => new(SegmentError.NotFound,
        $"{NameOf(key)} does not exist. Load a picture into a Qt program first, or start our Producer: "
        + "dotnet run --project Producer -- --qt");

    private static string NameOf(QtKey key) => $"Qt's segment '{key}'";
}
