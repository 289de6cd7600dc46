using System.Runtime.InteropServices;

namespace IpcTutorial;

/// <summary>What stands at the start of every segment: what kind of picture follows, and whether it is whole.</summary>
/// <remarks>
/// 64 bytes, little-endian, then the pixels. The offsets are written out, and no pointer, string or reference is among
/// the fields, so that a program in any language, of 32 or 64 bits, finds the same thing in the same place.
/// <code>
///       0        4    6    8                16       20       24       28
///      +--------+----+----+----------------+--------+--------+--------+--------+
///    0 | Magic  |Ver.|Size| Sequence       | Width  | Height | Stride | Format |
///      +--------+----+----+----------------+--------+--------+--------+--------+
///   32 | PixelBytes       | PublishedAt    | Pid    | Flags  | Crc32  |    0   |
///      +------------------+----------------+--------+--------+--------+--------+
///   64 | pixels: R G B A  R G B A  …
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Length)]
public struct PictureHeader
{
    /// <summary>Bytes of a header, and the offset of the first pixel. One cache line.</summary>
    public const int Length = 64;

    /// <summary>The value of <see cref="Magic"/>: the ASCII characters <c>IPCT</c>.</summary>
    public const uint ExpectedMagic = 0x5443_5049;

    /// <summary>The value of <see cref="Version"/>.</summary>
    public const ushort ExpectedVersion = (ushort)SegmentKind.Picture;

    /// <summary>The value of <see cref="PixelFormat"/>: RGBA, 8 bits a channel, straight alpha, rows top-down.</summary>
    public const uint Rgba8 = 1;

    /// <summary>The bit of <see cref="Flags"/> that says: this segment is no longer the one of its key.</summary>
    public const uint RetiredFlag = 1;

    // docs: header-fields
    /// <summary><see cref="ExpectedMagic"/>. Written in one store with the next two: no header is ever half made.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary>The version of this layout.</summary>
    [FieldOffset(4)] public ushort Version;

    /// <summary><see cref="Length"/>: where the pixels start.</summary>
    [FieldOffset(6)] public ushort HeaderSize;

    /// <summary>0: no picture yet; odd: one is being written; even: complete. Each picture adds 2.</summary>
    [FieldOffset(8)] public ulong Sequence;

    /// <summary>Pixels a row.</summary>
    [FieldOffset(16)] public int Width;
    // docs: end

    /// <summary>Rows.</summary>
    [FieldOffset(20)] public int Height;

    /// <summary>Bytes a row: 4 × <see cref="Width"/>.</summary>
    [FieldOffset(24)] public int Stride;

    /// <summary><see cref="Rgba8"/>, the one format there is.</summary>
    [FieldOffset(28)] public uint PixelFormat;

    /// <summary>Bytes of the pixels: <see cref="Stride"/> × <see cref="Height"/>.</summary>
    [FieldOffset(32)] public long PixelBytes;

    /// <summary>When the picture was published, in microseconds since 1970, UTC.</summary>
    [FieldOffset(40)] public long PublishedAt;

    /// <summary>The process that published the picture.</summary>
    [FieldOffset(48)] public int ProducerPid;

    /// <summary>Bit 0: <see cref="RetiredFlag"/>; the others are 0.</summary>
    [FieldOffset(52)] public uint Flags;

    /// <summary>CRC-32 (the one of zlib and PNG) of the pixels.</summary>
    [FieldOffset(56)] public uint Crc32;

    /// <summary>0.</summary>
    [FieldOffset(60)] public uint Reserved;

    /// <summary>Whether readers must detach, and attach to the segment that has the key now.</summary>
    public readonly bool IsRetired => (Flags & RetiredFlag) != 0;

    /// <summary>Whether a writer is at work, or died at it.</summary>
    public readonly bool IsBeingWritten => (Sequence & 1) != 0;

    /// <summary>Width and height together.</summary>
    public readonly PictureSize PictureSize => new(Width, Height);

    /// <summary>What a header begins with. All else in it is 0 as long as there is no picture.</summary>
    internal static ReadOnlySpan<byte> Identity =>
        [(byte)'I', (byte)'P', (byte)'C', (byte)'T', (byte)ExpectedVersion, 0, Length, 0];

    /// <summary>Begins a segment, whose bytes are all zero, with a header.</summary>
    internal static void Begin(Span<byte> segment, ReadOnlySpan<byte> header)
    {
        // The first eight bytes in one store: who is killed here leaves zeros, or what is known to be a segment.
        Volatile.Write(ref MemoryMarshal.AsRef<ulong>(segment), MemoryMarshal.Read<ulong>(header));
        header[sizeof(ulong)..].CopyTo(segment[sizeof(ulong)..]);
    }

    /// <summary>The header at the start of some bytes, in place.</summary>
    internal static ref PictureHeader In(Span<byte> bytes) => ref MemoryMarshal.AsRef<PictureHeader>(bytes);

    /// <summary>A copy of the header at the start of some bytes.</summary>
    /// <remarks>A copy, since another process could change the original between a check and its use.</remarks>
    public static PictureHeader CopyOf(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<PictureHeader>(bytes);
}
