namespace IpcTutorial;

/// <summary>Believes nothing that a header says: another program may have written it, or no program at all.</summary>
internal static class PictureHeaderCheck
{
    /// <summary>Is this a segment of this tutorial, of this version?</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.BadHeader"/>.</exception>
    internal static void CheckIdentity(this in PictureHeader header, string where)
    {
        // docs: check-identity
        Expect(where, "Magic", header.Magic, PictureHeader.ExpectedMagic, "X8");
        Expect(where, "Version", header.Version, PictureHeader.ExpectedVersion);
        Expect(where, "HeaderSize", header.HeaderSize, PictureHeader.Length);
        // docs: end
    }

    /// <summary>Is this a segment of this tutorial, of one kind or the other?</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.BadHeader"/>.</exception>
    internal static void CheckKind(this in PictureHeader header, string where)
    {
        if (header is not { Magic: PictureHeader.ExpectedMagic, Version: (ushort)SegmentKind.Stream })
            header.CheckIdentity(where);
    }

    /// <summary>Is this a segment of the kind that is wanted? If not, it is detached.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.WrongKind"/>.</exception>
    internal static void CheckKind(this SharedSegment segment, SegmentKind kind)
    {
        if (segment.Kind == kind)
            return;

        segment.Dispose();
        throw new SegmentException(SegmentError.WrongKind, kind == SegmentKind.Stream
            ? $"{segment.Location} holds one picture, and not a stream of them."
            : $"{segment.Location} holds a stream of pictures, and not one.");
    }

    /// <summary>Is there a picture, is it whole, and does it lie inside the segment?</summary>
    /// <param name="header">A copy, read while the lock was held.</param>
    /// <param name="segmentSize">The real size of the segment in bytes, from the operating system.</param>
    /// <param name="where">The segment, for messages.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotReady"/>, <see cref="SegmentError.Incomplete"/>
    /// or <see cref="SegmentError.BadHeader"/>.</exception>
    internal static void CheckPicture(this in PictureHeader header, long segmentSize, string where)
    {
        header.CheckIdentity(where);
        if (header.Sequence == 0)
        {
            throw new SegmentException(SegmentError.NotReady,
                $"{where} holds no picture yet.");
        }

        if (header.IsBeingWritten)
        {
            throw new SegmentException(SegmentError.Incomplete,
                $"{where} is half-written, by process {header.ProducerPid}: sequence {header.Sequence} is odd.");
        }

        Expect(where, "PixelFormat", header.PixelFormat, PictureHeader.Rgba8);
        Expect(where, "Flags, but for the retired bit,", header.Flags & ~PictureHeader.RetiredFlag, 0);
        Expect(where, "Reserved", header.Reserved, 0);
        if (header.Width < 1 || header.Height < 1)
            throw Bad(where, $"it gives a picture of {header.Width} × {header.Height} pixels");

        // docs: check-picture
        // All in 64 bits, where no product of two 32-bit numbers can overflow.
        Expect(where, "Stride", header.Stride, 4L * header.Width);
        Expect(where, "PixelBytes", header.PixelBytes, (long)header.Stride * header.Height);
        if (header.PixelBytes > segmentSize - PictureHeader.Length)
        {
            throw Bad(where, $"it gives {header.PixelBytes:N0} bytes of pixels, and the segment has room for "
                + $"{segmentSize - PictureHeader.Length:N0}");
        }
        // docs: end
    }

    private static void Expect(string where, string field, long found, long expected, string format = "D")
    {
        if (found != expected)
        {
            throw Bad(where, $"{field} is {found.ToString(format)}, not {expected.ToString(format)}");
        }
    }

    /// <summary>Something else has the name.</summary>
    internal static SegmentException NoHeader(string where) => Bad(where, "its first bytes are not a header");

    internal static SegmentException Bad(string where, string reason) =>
        new(SegmentError.BadHeader, $"{where} has a bad header: {reason}.");
}
