using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>The writer's side of a picture in shared memory: creates its segment, and publishes one picture after the
/// other.</summary>
/// <remarks>For one thread at a time. It has no way to take a picture: who wants both has a <see cref="PictureReader"/>,
/// too.</remarks>
/// <example>
/// <code>
/// // in one process
/// using PictureWriter writer = PictureWriter.Create(key, picture.Size, timeout);
/// writer.Publish(picture);
///
/// // in another
/// using PictureReader reader = PictureReader.Attach(key, timeout);
/// Picture picture = reader.Take(out PictureHeader header);
/// </code>
/// </example>
public sealed class PictureWriter : IDisposable
{
    private readonly WritableSegment _segment;
    private readonly TimeSpan _timeout;

    private PictureWriter(WritableSegment segment, TimeSpan timeout)
    {
        _segment = segment;
        _timeout = timeout;
    }

    /// <inheritdoc cref="SharedSegment.Location"/>
    public string Location => _segment.Location;

    /// <inheritdoc cref="SharedSegment.Size"/>
    public long Size => _segment.Size;

    /// <inheritdoc cref="WritableSegment.ReplacedLeftover"/>
    public bool ReplacedLeftover => _segment.ReplacedLeftover;

    /// <summary>Creates a segment with room for a picture, and nothing in it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="size">The picture there must be room for. A larger one finds room later, too.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach, and for the lock in
    /// <see cref="Publish"/>.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <inheritdoc cref="SharedSegment.Create" path="/exception"/>
    public static PictureWriter Create(
        SegmentKey key, PictureSize size, TimeSpan timeout, CancellationToken cancel = default) =>
        new(SharedSegment.Create(key, PictureHeader.Length + size.ByteCount, timeout, cancel), timeout);

    /// <summary>Writes a picture into the segment, under the lock, in place of the one that was there.</summary>
    /// <remarks>A picture that does not fit moves to a new and larger segment under the same key.</remarks>
    /// <returns>The header that readers find.</returns>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>, or for a larger segment what
    /// <see cref="Create"/> gives; the picture that was there is still there then. <see cref="SegmentError.NotFound"/> if
    /// somebody removed the segment by hand: nobody would find the picture.</exception>
    /// <exception cref="ObjectDisposedException">It is detached.</exception>
    /// <exception cref="IOException">The system could not write; readers find the picture incomplete.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the lock.</exception>
    public PictureHeader Publish(Picture picture, CancellationToken cancel = default)
    {
        // docs: publish
        // The slow part comes first: the lock is held for one copy only.
        _ = picture.Crc;
        using HeldLock held = _segment.LockToWrite(_timeout, cancel);
        _segment.CheckHasKeyStill(); // else nobody would find the picture
        ulong sequence = PictureHeader.In(_segment.Memory.Write(0, PictureHeader.Length)).Sequence;
        long bytes = PictureHeader.Length + picture.Size.ByteCount;
        if (bytes <= _segment.Size)
            return Write(_segment.Memory, picture, sequence);

        // Written before others can see it: they find the old picture or the new one.
        using var larger = new LargerSegment(_segment, bytes, PictureHeader.Identity, _timeout, cancel);
        PictureHeader written = Write(larger.Memory, picture, sequence);
        larger.Commit().Dispose();
        return written;
        // docs: end
    }

    /// <summary>Detaches.</summary>
    public void Dispose() => _segment.Dispose();

    private static PictureHeader Write(SegmentMemory memory, Picture picture, ulong sequence)
    {
        // docs: write-picture
        ref PictureHeader header = ref PictureHeader.In(memory.Write(0, PictureHeader.Length));

        // Odd from here on: if this process dies, or a reader does not take the lock, the header shows it. The fence
        // keeps the pixels from being written before that is seen.
        ulong writing = (sequence + 1) | 1;
        Volatile.Write(ref header.Sequence, writing);
        Interlocked.MemoryBarrier();

        header.ProducerPid = Environment.ProcessId;
        header.Width = picture.Size.Width;
        header.Height = picture.Size.Height;
        header.Stride = 4 * picture.Size.Width;
        header.PixelFormat = PictureHeader.Rgba8;
        header.PixelBytes = picture.Rgba.Length;
        header.PublishedAt = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        header.Crc32 = picture.Crc;
        memory.CopyFrom(picture.Rgba, PictureHeader.Length);

        Volatile.Write(ref header.Sequence, writing + 1); // even: whole
        // docs: end
        return header;
    }
}
