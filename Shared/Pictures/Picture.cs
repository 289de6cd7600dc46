using System.IO.Hashing;

namespace IpcTutorial;

/// <summary>A picture in this process's own memory.</summary>
/// <param name="size">Width and height.</param>
/// <param name="rgba">4 bytes a pixel (red, green, blue, alpha; not premultiplied), rows top-down and tight.</param>
public sealed class Picture(PictureSize size, byte[] rgba)
{
    private uint? _crc;

    /// <summary>Width and height.</summary>
    public PictureSize Size { get; } = size;

    /// <summary>The pixels. Not to be changed once the checksum was asked for.</summary>
    public byte[] Rgba { get; } = rgba;

    /// <summary>CRC-32 (the one of zlib and PNG) of the pixels. Computed once: it takes as long as a copy, or longer.</summary>
    public uint Crc => _crc ??= Crc32.HashToUInt32(Rgba);
}
