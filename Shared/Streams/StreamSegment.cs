using System.Runtime.InteropServices;
using IpcTutorial.Storage;

namespace IpcTutorial.Streams;

/// <summary>An attachment to the segment of a stream: its header and its slots, their locks, and the bell.</summary>
internal sealed class StreamSegment : IDisposable
{
    private readonly SharedSegment _segment;

    /// <summary>Checks what it is attached to, and detaches if that is no stream.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.WrongKind"/>, <see cref="SegmentError.BadHeader"/>.
    /// </exception>
    internal StreamSegment(SharedSegment segment)
    {
        segment.CheckKind(SegmentKind.Stream);
        _segment = segment;
        try
        {
            Load();
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    internal int SlotCount { get; private set; }

    internal long SlotSize { get; private set; }

    internal StreamLocks Locks { get; private set; } = null!; // Load sets it

    internal Bell Bell { get; private set; }

    internal SegmentKey Key => _segment.Key;

    internal string Location => _segment.Location;

    internal bool ReplacedLeftover => _segment is WritableSegment { ReplacedLeftover: true };

    internal long Size => _segment.Size;

    /// <summary>The header in place. A reader's is of memory that it cannot write to.</summary>
    internal ref readonly StreamHeader Header =>
        ref MemoryMarshal.AsRef<StreamHeader>(Memory.Read(0, PictureHeader.Length));

    /// <summary>The same, for the one who writes.</summary>
    internal ref StreamHeader OwnHeader =>
        ref MemoryMarshal.AsRef<StreamHeader>(Memory.Write(0, PictureHeader.Length));

    /// <summary>The slot with the latest picture. Whatever is written there, it is one of those that there are.</summary>
    internal int Latest => (int)((uint)Volatile.Read(in Header.Latest) % (uint)SlotCount);

    /// <inheritdoc cref="SharedSegment.HasKeyStill"/>
    internal bool HasKeyStill => _segment.HasKeyStill;

    private SegmentMemory Memory => _segment.Memory;

    /// <inheritdoc cref="WritableSegment.CheckHasKeyStill"/>
    internal void CheckHasKeyStill() => ((WritableSegment)_segment).CheckHasKeyStill();

    /// <summary>Whether it is attached, and its file as long as it was.</summary>
    internal bool IsWhole => Memory.IsWhole;

    /// <inheritdoc cref="SegmentMemory.CheckIsWhole()"/>
    internal void CheckIsWhole() => Memory.CheckIsWhole();

    /// <summary>The number of the picture in a slot: 0 for none, odd for one that is being written. What is read after it,
    /// is read later.</summary>
    internal ulong SequenceOf(int slot) => Volatile.Read(
        in MemoryMarshal.AsRef<PictureHeader>(Memory.Read(OffsetOf(slot), PictureHeader.Length)).Sequence);

    internal PictureHeader CopyOfHeader(int slot) =>
        PictureHeader.CopyOf(Memory.Read(OffsetOf(slot), PictureHeader.Length));

    internal ref PictureHeader OwnHeaderOf(int slot) =>
        ref PictureHeader.In(Memory.Write(OffsetOf(slot), PictureHeader.Length));

    internal ReadOnlySpan<byte> PixelsOf(int slot, long length) =>
        Memory.Read(OffsetOf(slot) + PictureHeader.Length, (int)length);

    internal Span<byte> OwnPixelsOf(int slot, long length) =>
        Memory.Write(OffsetOf(slot) + PictureHeader.Length, (int)length);

    /// <summary>Touches each page, as the one who writes: else the first lap through the slots would find them one by one, and
    /// take many times as long as the next.</summary>
    internal void Touch() => Touch(Memory);

    internal bool HasRoomFor(PictureSize size) => StreamHeader.SlotSizeFor(size) <= SlotSize;

    /// <summary>Moves to a new segment with larger slots, as the one who writes. Readers are told.</summary>
    /// <returns>The memory of before, which readers may still have, to be closed.</returns>
    internal SegmentMemory MoveTo(PictureSize size, TimeSpan timeout, CancellationToken cancel)
    {
        StreamHeader header = StreamHeader.ForNew(SlotCount, StreamHeader.SlotSizeFor(size));
        header.Flags = StreamHeader.MovingFlag;
        header.Skipped = Header.Skipped;
        using var larger = new LargerSegment((WritableSegment)_segment, header.SegmentSize, header.Bytes, timeout, cancel);
        Touch(larger.Memory);

        // On Windows both segments have their locks in one file, and closing the old one has ended this one.
        if (!OperatingSystem.IsWindows())
            new StreamLocks(larger.Memory.LockFile, Key).TryBecomeWriter(); // before anybody finds it
        SegmentMemory before;
        try
        {
            before = larger.Commit();
        }
        finally
        {
            Load(); // the larger one; or on Windows, if a reader stays in the old one, that one anew
            if (OperatingSystem.IsWindows())
                StreamCreation.BecomeWriter(this, cancel);
        }

        if (!OperatingSystem.IsWindows())
            new Bell(before, Key).Ring();
        return before;
    }

    public void Dispose() => _segment.Dispose();

    // What is there stays. To ask the kernel for the pages (MADV_POPULATE_WRITE) is not enough on a virtual machine, whose own
    // memory comes with the first write to it.
    private static void Touch(SegmentMemory memory)
    {
        for (long offset = StreamHeader.PageSize; offset < memory.Size; offset += StreamHeader.PageSize)
        {
            ref byte start = ref memory.Write(offset, 1)[0];
            Volatile.Write(ref start, Volatile.Read(ref start));
        }
    }

    private long OffsetOf(int slot) => StreamHeader.PageSize + (slot * SlotSize);

    private void Load()
    {
        Memory.CheckIsWhole();
        StreamHeader header = Header; // a copy, which nobody can change between check and use
        header.Check(Size, Location);
        (SlotCount, SlotSize) = (header.SlotCount, header.SlotSize);
        Locks = new StreamLocks(Memory.LockFile, Key);
        Bell = new Bell(Memory, Key);
    }
}
