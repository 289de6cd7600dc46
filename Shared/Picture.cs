using System.IO.Hashing;

namespace IpcTutorial;

/// <summary>A picture in this process's own memory.</summary>
public sealed class Picture
{
    private uint? _crc;

    /// <summary>Names the pixels of a picture.</summary>
    /// <param name="size">Width and height, at least 1 each.</param>
    /// <param name="rgba">4 bytes a pixel (red, green, blue, alpha; not premultiplied), rows top-down and tight. It is not
    /// copied, and must not change any more.</param>
    /// <exception cref="ArgumentException">There are not as many bytes as the size says.</exception>
    public Picture(PictureSize size, byte[] rgba)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Width, 1, nameof(size));
        ArgumentOutOfRangeException.ThrowIfLessThan(size.Height, 1, nameof(size));
        if (rgba.Length != size.ByteCount)
            throw new ArgumentException($"{size} have {size.ByteCount:N0} bytes, and here are {rgba.Length:N0}.", nameof(rgba));

        Size = size;
        Rgba = rgba;
    }

    /// <summary>Width and height.</summary>
    public PictureSize Size { get; }

    /// <summary>The pixels.</summary>
    public byte[] Rgba { get; }

    /// <summary>CRC-32 (the one of zlib and PNG) of the pixels. Computed once: it takes as long as a copy, or longer.</summary>
    public uint Crc => _crc ??= Crc32.HashToUInt32(Rgba);
}
