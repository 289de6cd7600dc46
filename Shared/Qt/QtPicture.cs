using System.Buffers.Binary;
using IpcTutorial.Pictures;

namespace IpcTutorial.Qt;

/// <summary>What a <c>QDataStream</c> makes of a <c>QImage</c> or <c>QPixmap</c>: a number, and a PNG file.</summary>
/// <remarks>
/// The number has 32 bits, big-endian: 1, or 0 for a null picture, after which nothing follows. No length is given, so
/// the end of the PNG is found in the PNG: a segment may be larger.
/// </remarks>
internal static class QtPicture
{
    private const int NumberLength = sizeof(int);
    private const int NullPicture = 0;
    private const int OnePicture = 1;

    // A PNG is a signature, then chunks: the length of the data, a type of four letters, the data, a CRC-32.
    private const int ChunkHeaderLength = 8;
    private const int ChunkOverhead = 12;
    private const int HeaderDataLength = 13;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The payload for a picture.</summary>
    internal static byte[] Encode(Picture picture)
    {
        using var payload = new MemoryStream();
        payload.Write([0, 0, 0, OnePicture]);
        PictureFile.WritePng(picture, payload);
        return payload.ToArray();
    }

    /// <summary>The PNG in the bytes of a segment, in place and without what follows it.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotReady"/>: a null picture, or nothing yet;
    /// <see cref="SegmentError.BadHeader"/>: no picture.</exception>
    /// <exception cref="InvalidDataException">The PNG is cut off.</exception>
    internal static ReadOnlySpan<byte> FindPng(ReadOnlySpan<byte> segment, string where)
    {
        if (segment.Length < NumberLength)
            throw Bad(where, $"it has {segment.Length} bytes");

        int number = BinaryPrimitives.ReadInt32BigEndian(segment);
        if (number == NullPicture)
        {
            throw new SegmentException(SegmentError.NotReady,
                $"{where} holds no picture: nothing was written yet, or a null QImage.");
        }

        if (number != OnePicture)
            throw Bad(where, $"it begins with {number:X8}, and must with {OnePicture:X8}");

        ReadOnlySpan<byte> png = segment[NumberLength..];
        if (!png.StartsWith(Signature))
            throw Bad(where, "no PNG follows the number");

        return png[..LengthOf(png, where)];
    }

    /// <summary>Width and height of a PNG.</summary>
    internal static PictureSize SizeOf(ReadOnlySpan<byte> png)
    {
        ReadOnlySpan<byte> data = png[(Signature.Length + ChunkHeaderLength)..];
        return new PictureSize(
            BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[sizeof(int)..]));
    }

    private static int LengthOf(ReadOnlySpan<byte> png, string where)
    {
        long offset = Signature.Length; // 64 bits: a length in the file may be as large as 32 bits can say
        while (offset + ChunkOverhead <= png.Length)
        {
            ReadOnlySpan<byte> chunk = png[(int)offset..];
            uint length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            ReadOnlySpan<byte> type = chunk[sizeof(uint)..ChunkHeaderLength];
            if (offset == Signature.Length && !(type.SequenceEqual("IHDR"u8) && length == HeaderDataLength))
                throw Bad(where, "the PNG has no header");

            offset += ChunkOverhead + length;
            if (type.SequenceEqual("IEND"u8) && offset <= png.Length)
                return (int)offset;
        }

        throw new InvalidDataException($"The picture in {where} is cut off: its PNG does not end within the "
            + $"{png.Length:N0} bytes there are.");
    }

    private static SegmentException Bad(string where, string reason) => new(SegmentError.BadHeader,
        $"{where} does not hold a picture as QDataStream writes it: {reason}.");
}
