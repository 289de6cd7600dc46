using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>A piece of memory with a name, shared between processes; this process is attached to it until it disposes
/// it.</summary>
/// <remarks>
/// A segment lives while somebody is attached. The last one out removes it, even if it is killed: on Windows the kernel
/// does that, on Unix its file locks tell who is left. There is no object that is not attached, so nothing can be
/// attached a second time by mistake; attaching twice gives two attachments.
/// </remarks>
/// <example>
/// One process creates, another attaches:
/// <code>
/// using SharedSegment mine = SharedSegment.Create(new SegmentKey("numbers"), 4096, TimeSpan.FromSeconds(5));
/// mine.AsSpan(PictureHeader.Length, 1)[0] = 42;
///
/// using SharedSegment theirs = SharedSegment.Attach(new SegmentKey("numbers"), TimeSpan.FromSeconds(5));
/// byte answer = theirs.AsReadOnlySpan(PictureHeader.Length, 1)[0];
/// </code>
/// </example>
public sealed class SharedSegment : IDisposable
{
    private static readonly SegmentStorage _storage = SegmentStorage.ThisSystem;

    private readonly SegmentLock _lifeLock;
    private readonly TimeSpan _timeout;
    private Mapping _mapping;
    private bool _isDetached;

    // docs: under-the-life-lock
    // Under the life lock: that closes the gap between opening a file and locking it, in which another process could
    // remove the file or put another in its place.
    private SharedSegment(SegmentKey key, TimeSpan timeout, Func<Mapping> attach, CancellationToken cancel)
    {
        Key = key;
        Location = _storage.NameOf(key);
        _timeout = timeout;
        _lifeLock = SegmentLock.ForLifeOf(key);
        try
        {
            using HeldLock held = _lifeLock.Acquire(timeout, cancel);
            _mapping = attach();
        }
        catch
        {
            _lifeLock.Dispose();
            throw;
        }
    }
    // docs: end

    /// <summary>The key that others find it by.</summary>
    public SegmentKey Key { get; }

    /// <summary>Bytes in the segment, its header included. Windows rounds it up to whole pages for those who attach.</summary>
    public long Size => _mapping.Size;

    /// <summary>Where it lives: a file on Unix, the name of a map on Windows.</summary>
    public string Location { get; }

    /// <summary>The bytes, for the code that knows what is in them.</summary>
    internal Mapping Mapping => _mapping;

    /// <summary>Whether <see cref="Create"/> found a segment that dead processes had left behind, and removed it.</summary>
    public bool ReplacedLeftover { get; private set; }

    /// <summary>Creates a segment of zeros behind an empty header, and attaches to it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="size">Its size in bytes, at least <see cref="PictureHeader.Length"/>.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <param name="cancel">Ends that wait.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.AlreadyExists"/> if somebody is attached to a segment
    /// of this key, <see cref="SegmentError.InvalidSize"/>, <see cref="SegmentError.OutOfResources"/>,
    /// <see cref="SegmentError.PermissionDenied"/>, <see cref="SegmentError.LockTimeout"/>.</exception>
    public static SharedSegment Create(SegmentKey key, long size, TimeSpan timeout, CancellationToken cancel = default)
    {
        CheckSize(size);
        bool replacedLeftover = false;
        var segment = new SharedSegment(key, timeout, () =>
        {
            Mapping mapping = _storage.Create(key, size, out replacedLeftover);
            PictureHeader.WriteEmpty(mapping.Write(0, PictureHeader.Length));
            return mapping;
        }, cancel);
        segment.ReplacedLeftover = replacedLeftover;
        return segment;
    }

    /// <summary>Attaches to a segment.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <param name="writable">Whether to write too. A reader that cannot write cannot damage anything.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotFound"/>, <see cref="SegmentError.BadHeader"/>,
    /// <see cref="SegmentError.PermissionDenied"/>, <see cref="SegmentError.LockTimeout"/>.</exception>
    public static SharedSegment Attach(SegmentKey key, TimeSpan timeout, bool writable = false, CancellationToken cancel = default) =>
        new(key, timeout, () =>
        {
            Mapping mapping = _storage.Attach(key, writable);
            try
            {
                PictureHeader.CopyOf(mapping.Read(0, PictureHeader.Length)).CheckIdentity(_storage.NameOf(key));
                return mapping;
            }
            catch
            {
                mapping.Dispose();
                throw;
            }
        }, cancel);

    /// <summary>Some of the bytes, in place, to read. The span must not be used after <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The segment is detached.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are not all inside the segment.</exception>
    public ReadOnlySpan<byte> AsReadOnlySpan(long offset, int length) => _mapping.Read(offset, length);

    /// <summary>Some of the bytes, in place, to write. The span must not be used after <see cref="Dispose"/>.</summary>
    /// <inheritdoc cref="AsReadOnlySpan" path="/exception"/>
    /// <exception cref="InvalidOperationException">The segment was attached to read only.</exception>
    public Span<byte> AsSpan(long offset, int length) => _mapping.Write(offset, length);

    /// <summary>Moves to a new segment with the same key; readers of the old one find it retired.</summary>
    /// <param name="size">The size of the new segment, in bytes.</param>
    /// <param name="fill">Writes the new segment, before others can see it: they find the old picture or the new one,
    /// whole.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="SegmentException">As in <see cref="Create"/>; then everything is as it was.</exception>
    internal void Replace(long size, Action<Mapping> fill, CancellationToken cancel)
    {
        CheckSize(size);
        using HeldLock held = _lifeLock.Acquire(_timeout, cancel);
        _storage.Replace(Key, ref _mapping, size, larger =>
        {
            PictureHeader.WriteEmpty(larger.Write(0, PictureHeader.Length));
            fill(larger);
        }, _timeout);
    }

    /// <summary>Detaches; the last one out removes the segment. Again, does nothing.</summary>
    // docs: detach
    public void Dispose()
    {
        if (_isDetached)
            return;

        _isDetached = true;
        _mapping.Dispose();
        using SegmentLock lifeLock = _lifeLock;
        if (!lifeLock.TryAcquire(_timeout, out HeldLock held))
            return; // somebody is at it right now: what may be left behind, the next one reclaims

        using (held)
            RemoveIfLast();
    }
    // docs: end

    private void RemoveIfLast()
    {
        try
        {
            _storage.Examine(Key, removeLeftover: true);
        }
        catch (SegmentException)
        {
            // Something that is not ours has the name now. What we attached to, we have left; there is no more to do.
        }
    }

    private static void CheckSize(long size)
    {
        if (size < PictureHeader.Length)
            throw new SegmentException(SegmentError.InvalidSize, $"A segment of {size:N0} bytes cannot be: its header alone takes {PictureHeader.Length}.");
    }
}
