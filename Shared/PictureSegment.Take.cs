using System.Diagnostics;

namespace IpcTutorial;

// The reader's half: a copy of the picture, or the picture in place.
public sealed partial class PictureSegment
{
    /// <summary>Copies the picture out of the segment, under the lock.</summary>
    /// <param name="header">The header that describes it.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>, <see cref="SegmentError.NotReady"/>,
    /// <see cref="SegmentError.Incomplete"/>, <see cref="SegmentError.BadHeader"/>,
    /// <see cref="SegmentError.BadChecksum"/>, <see cref="SegmentError.OutOfResources"/>; or, where the segment was
    /// replaced, what <see cref="SharedSegment.Attach"/> gives.</exception>
    /// <exception cref="InvalidDataException">The picture has more pixels than the settings allow.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the lock.</exception>
    public Picture Take(out PictureHeader header, CancellationToken cancel = default)
    {
        // docs: take
        Picture picture;
        using (HeldPicture held = Hold(cancel))
        {
            header = held.Header;
            Check(header.PictureSize);
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
    /// what <see cref="SharedSegment.Attach"/> gives.</exception>
    /// <exception cref="InvalidDataException">The picture has more pixels than the settings allow.</exception>
    /// <exception cref="LockRecursionException">This object holds it already.</exception>
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
            _segment = AttachShared(_settings, cancel);
            if (Stopwatch.GetElapsedTime(start) > _settings.LockTimeout)
                throw new SegmentException(SegmentError.LockTimeout, $"{Location} is being replaced, and that takes too long. Try again.");
        }

        return picture;
    }

    // docs: try-hold
    private bool TryHold(out HeldPicture picture, CancellationToken cancel)
    {
        HeldLock held = _segment.TryLockToRead(_settings.LockTimeout, out HeldLock taken, cancel)
            ? taken
            : throw SegmentUser.HoldsLock(_settings, Peek());
        try
        {
            if (_segment.HasKeyStill)
            {
                PictureHeader header = Peek();
                header.CheckPicture(_segment.Size, Location);
                if (header.PictureSize.PixelCount > _settings.MaxPixels)
                    Check(header.PictureSize); // which fails; only then anything is allocated
                picture = new HeldPicture(
                    held, header, _segment.AsReadOnlySpan(PictureHeader.Length, (int)header.PixelBytes));
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

    private void Check(PictureSize size) => size.Check(_settings.MaxPixels, $"The picture in {Location}");
}
