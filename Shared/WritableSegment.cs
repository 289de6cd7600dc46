using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>A <see cref="SharedSegment"/> that this process may write to as well. Readers have a type without these
/// methods, and memory that the processor keeps them from writing to.</summary>
public sealed class WritableSegment : SharedSegment
{
    internal WritableSegment(SegmentKey key, TimeSpan timeout, SegmentMemory memory, bool replacedLeftover)
        : base(key, timeout, memory)
    {
        ReplacedLeftover = replacedLeftover;
    }

    /// <summary>Whether <see cref="SharedSegment.Create"/> found a segment that dead processes had left behind, and removed
    /// it.</summary>
    public bool ReplacedLeftover { get; }

    /// <summary><see cref="SharedSegment.Create"/>, with a header of a picture, or of a stream.</summary>
    internal static WritableSegment Create(
        SegmentKey key, long size, ReadOnlySpan<byte> header, TimeSpan timeout, CancellationToken cancel)
    {
        if (size < PictureHeader.Length)
        {
            throw new SegmentException(SegmentError.InvalidSize,
                $"A segment of {size:N0} bytes cannot be: its header alone takes {PictureHeader.Length}.");
        }

        // docs: create
        using (LifeLock.Take(key, timeout, cancel))
        {
            SegmentState before = Storage.Examine(key, removeLeftover: true);
            if (before == SegmentState.InUse)
                throw SegmentStorage.AlreadyExists(key);
            return new WritableSegment(key, timeout, Storage.Create(key, size, header), before == SegmentState.LeftBehind);
        }
        // docs: end
    }

    /// <summary>Some of the bytes, in place, to write. The span must not be used after the segment is detached.</summary>
    /// <inheritdoc cref="SharedSegment.AsReadOnlySpan" path="/exception"/>
    public Span<byte> AsSpan(long offset, int length)
    {
        Memory.CheckIsWhole();
        return Memory.Write(offset, length);
    }

    /// <summary>Waits for the lock, to write: nobody else has it then.</summary>
    /// <inheritdoc cref="SharedSegment.LockToRead" path="/param"/>
    /// <inheritdoc cref="SharedSegment.LockToRead" path="/exception"/>
    public HeldLock LockToWrite(TimeSpan timeout, CancellationToken cancel = default) =>
        Lock.Take(alone: true, timeout, cancel);

    /// <summary><see cref="LockToWrite"/>, where not getting the lock is an expected outcome. A timeout of 0 tries once.
    /// </summary>
    public bool TryLockToWrite(TimeSpan timeout, out HeldLock held, CancellationToken cancel = default) =>
        Lock.TryTake(alone: true, timeout, out held, cancel);

    /// <summary>Fails if nobody would find what is written here.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotFound"/>: somebody removed the segment by hand.
    /// </exception>
    internal void CheckHasKeyStill()
    {
        if (!HasKeyStill)
            throw Storage.Lost(Key);
    }

    /// <summary>Gives the key to a larger segment, and attaches to that; readers of the old one find it retired.</summary>
    /// <returns>The memory of the old one.</returns>
    internal SegmentMemory MoveTo(SegmentMemory larger)
    {
        SegmentMemory before = Memory;
        (Memory, SegmentException? failure) = Storage.Commit(Key, before, larger);
        Lock = LockOf(Memory);
        return failure is null ? before : throw failure;
    }
}
