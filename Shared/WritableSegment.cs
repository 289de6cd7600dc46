using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>A <see cref="SharedSegment"/> that this process may write to as well. Readers have a type without these
/// methods, and memory that the processor keeps them from writing to.</summary>
public sealed class WritableSegment : SharedSegment
{
    internal WritableSegment(SegmentKey key, TimeSpan timeout, Mapping mapping, bool replacedLeftover)
        : base(key, timeout, mapping)
    {
        ReplacedLeftover = replacedLeftover;
    }

    /// <summary>Whether <see cref="SharedSegment.Create"/> found a segment that dead processes had left behind, and removed
    /// it.</summary>
    public bool ReplacedLeftover { get; }

    /// <summary>Some of the bytes, in place, to write. The span must not be used after the segment is detached.</summary>
    /// <inheritdoc cref="SharedSegment.AsReadOnlySpan" path="/exception"/>
    public Span<byte> AsSpan(long offset, int length) => Mapping.Write(offset, length);

    /// <summary>Waits for the lock, to write: nobody else has it then.</summary>
    /// <inheritdoc cref="SharedSegment.LockToRead" path="/param"/>
    /// <inheritdoc cref="SharedSegment.LockToRead" path="/exception"/>
    public HeldLock LockToWrite(TimeSpan timeout, CancellationToken cancel = default) =>
        Lock.Take(alone: true, timeout, cancel);

    /// <summary><see cref="LockToWrite"/>, where not getting the lock is an expected outcome. A timeout of 0 tries once.
    /// </summary>
    public bool TryLockToWrite(TimeSpan timeout, out HeldLock held, CancellationToken cancel = default) =>
        Lock.TryTake(alone: true, timeout, out held, cancel);

    /// <summary>Writes a picture. The caller has the lock to write.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotFound"/>: somebody removed the segment by hand, and
    /// nobody would find the picture.</exception>
    internal void Write(Picture picture)
    {
        if (!HasKeyStill)
            throw Storage.Lost(Key);
        PictureWriter.Write(Mapping, picture, SequenceNow());
    }

    /// <summary>Moves to a new segment with the same key, and a picture in it; readers of the old one find it retired.
    /// </summary>
    /// <param name="picture">Written before others can see the new segment: they find the old picture or the new one,
    /// whole.</param>
    /// <param name="timeout">How long to wait for the lock, and while others create, attach or detach.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="SegmentException">As in <see cref="SharedSegment.Create"/> and <see cref="Write"/>; then everything
    /// is as it was.</exception>
    internal void MoveToLarger(Picture picture, TimeSpan timeout, CancellationToken cancel)
    {
        // First the lock, then the life lock, in this order everywhere. Whoever waits for the lock of the old segment gets
        // it when that is retired, and goes over.
        using HeldLock held = LockToWrite(timeout, cancel);
        using FileStream life = LifeLock.Take(Key, timeout, cancel);
        Mapping mapping = Mapping;
        ulong sequence = SequenceNow();
        try
        {
            Storage.Replace(Key, ref mapping, PictureHeader.Length + picture.Size.ByteCount,
                larger => PictureWriter.Write(larger, picture, sequence), timeout);
        }
        finally
        {
            Mapping = mapping; // even if it failed: Windows has detached and attached anew then
            Lock = Storage.LockOf(Key, mapping);
        }
    }

    private ulong SequenceNow() => PictureHeader.CopyOf(AsReadOnlySpan(0, PictureHeader.Length)).Sequence;
}
