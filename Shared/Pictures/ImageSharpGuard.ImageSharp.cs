using System.Buffers.Binary;

namespace IpcTutorial.Pictures;

/// <summary>What ImageSharp 2.1.13 must not be given, and what it does not find out: tried with its own decoders.</summary>
internal static class ImageSharpGuard
{
    /// <summary>The longest side of a WebP: with one pixel more it ends in a NullReferenceException.</summary>
    internal const int LongestWebPSide = 16_382;

    /// <summary>The most bytes that a decoder may take for one buffer, since a file may ask for anything.</summary>
    /// <param name="bytes">What is known to be there: the file, or the picture as it was probed.</param>
    /// <remarks>A decoder itself needs at most about twice the picture, and for a tiny one a little more. Without a limit a
    /// WebP of 232 bytes makes it take a gigabyte.</remarks>
    internal static long LargestBuffer(long bytes) => (64 << 20) + (2 * bytes);

    /// <summary>Whether a PNG is interlaced: it never returns from one that has too few pixels, or is narrower than 5.
    /// </summary>
    internal static bool IsInterlacedPng(ReadOnlySpan<byte> file)
    {
        // It heeds every header in the file.
        bool isPng = IsPng(file);
        for (int at; isPng && (at = file.IndexOf("IHDR"u8)) >= 0; file = file[(at + 4)..])
        {
            // After width, height, depth, colour type and compression: the filter, always 0, and the interlace.
            if (file[at..] is { Length: > 16 } header && header[15] == 0 && header[16] == 1)
                return true;
        }

        return false;
    }

    /// <summary>Whether a file is shorter than it says itself. It makes up what is missing: transparent pixels, or what was in
    /// its memory before.</summary>
    internal static bool IsCut(ReadOnlySpan<byte> file, PictureSize size)
    {
        if (IsPng(file))
            return file.IndexOf("IEND"u8) < 0;
        if (IsJpeg(file))
            return !HasEndMarker(file[2..]);
        if (file.StartsWith("RIFF"u8)) // a WebP
            return file.Length < 8 || file.Length < 8L + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        return file.StartsWith("BM"u8) && IsCutBmp(file, size);
    }

    internal static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]);

    private static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]);

    // From segment to segment, and over the pixels: a small picture within a segment has an end marker of its own.
    private static bool HasEndMarker(ReadOnlySpan<byte> jpeg)
    {
        while (jpeg.IndexOf((byte)0xFF) is >= 0 and var at && jpeg.Length - at >= 2)
        {
            jpeg = jpeg[at..];
            if (jpeg[1] == 0xD9)
                return true;

            bool isSegment = jpeg[1] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7)) && jpeg.Length >= 4;
            int length = isSegment ? 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[2..]) : 1;
            jpeg = jpeg[Math.Min(length, jpeg.Length)..];
        }

        return false;
    }

    private static bool IsCutBmp(ReadOnlySpan<byte> file, PictureSize size)
    {
        const int HeadersOfOs2 = 26, Headers = 54;
        bool isOfOs2 = file.Length >= HeadersOfOs2 && file[14] == 12;
        if (file.Length < (isOfOs2 ? HeadersOfOs2 : Headers))
            return true;
        if (!isOfOs2 && file[30] is not (0 or 3))
            return false; // run lengths

        long rowBits = (long)size.Width * file[isOfOs2 ? 24 : 28];
        long pixels = ((rowBits + 31) / 32 * 4 * (size.Height - 1)) + ((rowBits + 7) / 8);
        return file.Length < BinaryPrimitives.ReadUInt32LittleEndian(file[10..]) + pixels;
    }
}
