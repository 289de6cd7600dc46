using System.Diagnostics;

namespace IpcTutorial;

/// <summary>The reader's side of a picture in shared memory: attaches to the segment of a <see cref="PictureWriter"/>, and
/// takes what is in it, as often as one likes.</summary>
/// <remarks>For one thread at a time; readers do not wait for each other. It cannot write: its memory is mapped to read
/// only.</remarks>
public sealed class PictureReader : IDisposable
{
    private readonly SegmentKey _key;
    private readonly TimeSpan _timeout;
    private readonly int _maxPixels;
    private SharedSegment _segment;
    private long _largestPicture; // in bytes, of those that were taken
    private bool _isDisposed;

    private PictureReader(SegmentKey key, TimeSpan timeout, int maxPixels, CancellationToken cancel)
    {
        _key = key;
        _timeout = timeout;
        _maxPixels = Math.Min(maxPixels, PictureSize.MaxPixels);
        _segment = AttachTo(key, timeout, cancel);
    }

    /// <inheritdoc cref="SharedSegment.Location"/>
    public string Location => _segment.Location;

    /// <inheritdoc cref="SharedSegment.Size"/>
    public long Size => _segment.Size;

    /// <inheritdoc cref="SharedSegment.LockState"/>
    public LockState LockState => _segment.LockState;

    /// <inheritdoc cref="SharedSegment.Header"/>
    public PictureHeader Header => _segment.Header;

    /// <summary>Attaches to the segment of another process.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach, and for the lock later.</param>
    /// <param name="maxPixels">The most pixels that a picture may have: one with more is refused before any memory is
    /// taken for it.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <inheritdoc cref="SharedSegment.Attach" path="/exception"/>
    /// <exception cref="SegmentException"><see cref="SegmentError.WrongKind"/>.</exception>
    public static PictureReader Attach(SegmentKey key, TimeSpan timeout, int maxPixels = PictureSize.MaxPixels,
        CancellationToken cancel = default) =>
        new(key, timeout, maxPixels, cancel);

    /// <summary>Copies the picture out of the segment, under the lock.</summary>
    /// <param name="header">The header that describes it.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <inheritdoc cref="Hold" path="/exception"/>
    /// <exception cref="SegmentException"><see cref="SegmentError.BadChecksum"/>,
    /// <see cref="SegmentError.OutOfResources"/>, and what <see cref="Hold"/> gives.</exception>
    public Picture Take(out PictureHeader header, CancellationToken cancel = default)
    {
        // docs: take
        Picture picture;
        using (HeldPicture held = Hold(cancel))
        {
            header = held.Header;
            CheckMemory(header);
            byte[] rgba = GC.AllocateUninitializedArray<byte>(held.Rgba.Length);
            held.Rgba.CopyTo(rgba);
            picture = new Picture(header.PictureSize, rgba);
        }

        return picture.Crc == header.Crc32
            ? picture
            : throw new SegmentException(SegmentError.BadChecksum, $"The pixels in {Location} have the CRC-32 {picture.Crc:X8}, "
                + $"and the header says {header.Crc32:X8}: somebody wrote without holding the lock.");
        // docs: end
    }

    /// <summary>Takes the lock, and gives the picture in place: no copy, and nothing allocated.</summary>
    /// <param name="cancel">Ends waiting.</param>
    /// <returns>The picture, to be disposed soon.</returns>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>, <see cref="SegmentError.NotReady"/>,
    /// <see cref="SegmentError.Incomplete"/>, <see cref="SegmentError.BadHeader"/>; or, where the segment was replaced,
    /// what <see cref="Attach"/> gives.</exception>
    /// <exception cref="PictureTooLargeException">The picture has more pixels than this reader accepts.</exception>
    /// <exception cref="LockRecursionException">This reader holds it already.</exception>
    /// <exception cref="ObjectDisposedException">It is detached.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the lock.</exception>
    public HeldPicture Hold(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        long start = Stopwatch.GetTimestamp();
        HeldPicture picture;
        while (_segment.IsDetached || !TryHold(out picture, cancel))
        {
            // The picture has moved to a larger segment. If there is none at the moment, the next call looks again.
            _segment.Dispose();
            _segment = AttachTo(_key, _timeout, cancel);
            if (Stopwatch.GetElapsedTime(start) > _timeout)
                throw new SegmentException(SegmentError.LockTimeout, $"{Location} is being replaced, and that takes too long.");
        }

        return picture;
    }

    /// <summary>Detaches.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _segment.Dispose();
    }

    private static SharedSegment AttachTo(SegmentKey key, TimeSpan timeout, CancellationToken cancel)
    {
        SharedSegment segment = SharedSegment.Attach(key, timeout, cancel);
        segment.CheckKind(SegmentKind.Picture);
        return segment;
    }

    // While others wait for the lock, and it takes a while: so only where there was no picture of this size yet.
    private void CheckMemory(in PictureHeader header)
    {
        if (header.PixelBytes <= _largestPicture)
            return;

        header.PictureSize.CheckMemory($"The picture in {Location}");
        _largestPicture = header.PixelBytes;
    }

    // docs: try-hold
    private bool TryHold(out HeldPicture picture, CancellationToken cancel)
    {
        HeldLock held = _segment.LockToRead(_timeout, cancel);
        try
        {
            if (_segment.HasKeyStill)
            {
                // A copy: nobody can change it between a check and its use.
                PictureHeader header = PictureHeader.CopyOf(_segment.Memory.Read(0, PictureHeader.Length));
                header.CheckPicture(_segment.Size, Location);
                if (header.PictureSize.PixelCount > _maxPixels)
                    throw new PictureTooLargeException($"The picture in {Location}", header.PictureSize, _maxPixels);
                picture = new HeldPicture(
                    held, header, _segment.Memory.Read(PictureHeader.Length, (int)header.PixelBytes));
                return true;
            }
        }
        catch
        {
            held.Dispose();
            throw;
        }

        held.Dispose();
        picture = default;
        return false;
    }
    // docs: end
}
