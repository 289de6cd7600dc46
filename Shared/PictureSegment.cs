namespace IpcTutorial;

/// <summary>A segment with a picture in it: one process publishes, others take.</summary>
/// <example>
/// <code>
/// // in one process
/// using PictureSegment segment = PictureSegment.Create(settings, picture.Size);
/// segment.Publish(picture);
///
/// // in another
/// using PictureSegment segment = PictureSegment.Attach(settings);
/// Picture picture = segment.Take(out PictureHeader header);
/// </code>
/// </example>
public sealed partial class PictureSegment : IDisposable
{
    private readonly TutorialSettings _settings;
    private SharedSegment _segment;
    private bool _isDisposed;

    private PictureSegment(TutorialSettings settings, SharedSegment segment)
    {
        _settings = settings;
        _segment = segment;
    }

    /// <summary>Where the segment lives: a file on Unix, the name of a map on Windows.</summary>
    public string Location => _segment.Location;

    /// <summary>Bytes in the segment, its header included.</summary>
    public long Size => _segment.Size;

    /// <summary>Whether a segment that dead processes had left behind was in the way, and was removed.</summary>
    public bool ReplacedLeftover => _segment is WritableSegment { ReplacedLeftover: true };

    /// <inheritdoc cref="SharedSegment.LockState"/>
    public LockState LockState => _segment.LockState;

    /// <summary>Creates a segment with room for a picture, and nothing in it.</summary>
    /// <exception cref="SegmentException">See <see cref="SharedSegment.Create"/>.</exception>
    public static PictureSegment Create(
        TutorialSettings settings, PictureSize size, CancellationToken cancel = default)
    {
        try
        {
            return new(settings, SharedSegment.Create(
                settings.Key, PictureHeader.Length + size.ByteCount, settings.LockTimeout, cancel));
        }
        catch (SegmentException e) when (e.Error == SegmentError.AlreadyExists)
        {
            throw SegmentUser.HasSegment(settings, e);
        }
    }

    /// <summary>Attaches to the segment of another process, to read.</summary>
    /// <exception cref="SegmentException">See <see cref="SharedSegment.Attach"/>.</exception>
    public static PictureSegment Attach(TutorialSettings settings, CancellationToken cancel = default) =>
        new(settings, AttachShared(settings, cancel));

    /// <summary>A copy of the header as it is now, taken without the lock: to look at, not to rely on.</summary>
    public PictureHeader Peek() => PictureHeader.CopyOf(_segment.AsReadOnlySpan(0, PictureHeader.Length));

    /// <summary>Writes a picture into the segment, under the lock, in place of the one that was there.</summary>
    /// <remarks>A picture that does not fit moves to a new and larger segment under the same key.</remarks>
    /// <returns>The header that readers find.</returns>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>, or for a larger segment what
    /// <see cref="SharedSegment.Create"/> gives; the picture that was there is still there then.
    /// <see cref="SegmentError.NotFound"/> if somebody removed the segment by hand: nobody would find the picture.
    /// </exception>
    /// <exception cref="LockRecursionException">This object holds a picture.</exception>
    /// <exception cref="InvalidOperationException">The segment is another process's: attached to read.</exception>
    /// <exception cref="IOException">The system could not write; readers find the picture incomplete.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the lock.</exception>
    public PictureHeader Publish(Picture picture, CancellationToken cancel = default)
    {
        // docs: publish
        // The slow part comes first: the lock is held for one copy only.
        _ = picture.Crc;
        WritableSegment segment = _segment as WritableSegment
            ?? throw new InvalidOperationException("The segment was attached to read only.");
        if (PictureHeader.Length + picture.Size.ByteCount > segment.Size)
        {
            segment.MoveToLarger(picture, _settings.LockTimeout, cancel);
        }
        else
        {
            using HeldLock held = segment.TryLockToWrite(_settings.LockTimeout, out HeldLock taken, cancel)
                ? taken
                : throw SegmentUser.HoldsLock(_settings, Peek());
            segment.Write(picture);
        }

        return Peek();
        // docs: end
    }

    /// <summary>Detaches.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _segment.Dispose();
    }

    private static SharedSegment AttachShared(TutorialSettings settings, CancellationToken cancel)
    {
        try
        {
            return SharedSegment.Attach(settings.Key, settings.LockTimeout, cancel: cancel);
        }
        catch (SegmentException e) when (e.Error == SegmentError.NotFound)
        {
            throw SegmentUser.HasNotCome(settings, e);
        }
    }
}
