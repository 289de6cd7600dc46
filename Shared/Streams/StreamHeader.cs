using System.Runtime.InteropServices;

namespace IpcTutorial.Streams;

/// <summary>What stands at the start of a segment that holds a stream: how many slots there are, and which has the latest
/// picture. Each slot is what a segment of one picture is: a <see cref="PictureHeader"/>, then the pixels.</summary>
/// <remarks>
/// <code>
///       0        4    6    8                16       20       24       28
///      +--------+----+----+----------------+--------+--------+--------+--------+
///    0 | Magic  |Ver.|Size| SlotSize       | Slots  | Latest | Bell   | Skipped|
///      +--------+----+----+----------------+--------+--------+--------+--------+
///   32 | 0                | 0              | Pid    | Flags  | 0               |
///      +------------------+----------------+--------+--------+-----------------+
/// 4096 | slot 0: PictureHeader, pixels …
///      + SlotSize
///      | slot 1 …
/// </code>
/// Magic, Version, HeaderSize, ProducerPid and Flags are where a <see cref="PictureHeader"/> has them.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = PictureHeader.Length)]
public struct StreamHeader
{
    /// <summary>The value of <see cref="HeaderSize"/>: a page, so that each slot begins with one.</summary>
    public const ushort PageSize = 4096;

    /// <summary>The fewest slots: while one is written, the other has the latest picture.</summary>
    public const int MinSlots = 2;

    /// <summary>The bit of <see cref="Flags"/> that says: readers may still be in the smaller segment of before.</summary>
    public const uint MovingFlag = 2;

    /// <summary>The most slots.</summary>
    public const int MaxSlots = 64;

    /// <summary><see cref="PictureHeader.ExpectedMagic"/>.</summary>
    [FieldOffset(0)] public uint Magic;

    /// <summary><see cref="SegmentKind.Stream"/>.</summary>
    [FieldOffset(4)] public ushort Version;

    /// <summary><see cref="PageSize"/>: where slot 0 starts.</summary>
    [FieldOffset(6)] public ushort HeaderSize;

    /// <summary>Bytes from one slot to the next: whole pages.</summary>
    [FieldOffset(8)] public long SlotSize;

    /// <summary>How many slots there are: 2 to 64.</summary>
    [FieldOffset(16)] public int SlotCount;

    /// <summary>The slot with the latest picture, from 0.</summary>
    [FieldOffset(20)] public int Latest;

    /// <summary>Goes up by one whenever readers may want to look: the number at which they sleep.</summary>
    [FieldOffset(24)] public uint Bell;

    /// <summary>How many pictures the writer skipped, since readers held all slots.</summary>
    [FieldOffset(28)] public uint Skipped;

    /// <summary>The process that writes, or wrote last.</summary>
    [FieldOffset(48)] public int ProducerPid;

    /// <summary>Bit 0 as in <see cref="PictureHeader.Flags"/>; bit 1: <see cref="MovingFlag"/>.</summary>
    [FieldOffset(52)] public uint Flags;

    /// <summary>The start of a stream that has no picture yet.</summary>
    internal static StreamHeader ForNew(int slotCount, long slotSize) => new()
    {
        Magic = PictureHeader.ExpectedMagic,
        Version = (ushort)SegmentKind.Stream,
        HeaderSize = PageSize,
        SlotSize = slotSize,
        SlotCount = slotCount,
        ProducerPid = Environment.ProcessId,
    };

    /// <summary>Bytes from slot to slot, for pictures of a size.</summary>
    internal static long SlotSizeFor(PictureSize size) =>
        (PictureHeader.Length + size.ByteCount + PageSize - 1) / PageSize * PageSize;

    /// <summary>Its bytes.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    internal readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<StreamHeader>(in this));

    /// <summary>Bytes of the whole segment.</summary>
    internal readonly long SegmentSize => checked(PageSize + (SlotCount * SlotSize));

    /// <summary>Believes none of it.</summary>
    /// <param name="segmentSize">The real size of the segment in bytes, from the operating system.</param>
    /// <param name="where">The segment, for messages.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.BadHeader"/>.</exception>
    internal readonly void Check(long segmentSize, string where)
    {
        if (Magic != PictureHeader.ExpectedMagic || Version != (ushort)SegmentKind.Stream || HeaderSize != PageSize)
        {
            throw PictureHeaderCheck.Bad(where,
                $"it has version {Version} and a header of {HeaderSize:N0} bytes, where a stream has 2 and {PageSize:N0}");
        }

        if (SlotCount is < MinSlots or > MaxSlots)
            throw PictureHeaderCheck.Bad(where, $"it gives {SlotCount} slots, and a stream has {MinSlots} to {MaxSlots}");

        // Divided, since a product could overflow.
        if (SlotSize < PageSize || SlotSize % PageSize != 0 || SlotSize > (segmentSize - PageSize) / SlotCount)
        {
            throw PictureHeaderCheck.Bad(where,
                $"it gives {SlotCount} slots of {SlotSize:N0} bytes, and the segment has {segmentSize:N0} in all");
        }
    }
}
