using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>Writes a picture into a segment, in an order that shows a half-written one.</summary>
internal static class PictureWriter
{
    /// <summary>Writes header and pixels; the caller holds the lock, or is the only one who knows the segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="sequence">The <see cref="PictureHeader.Sequence"/> of the picture before.</param>
    internal static void Write(Mapping segment, Picture picture, ulong sequence)
    {
        // docs: write-picture
        ref PictureHeader header = ref PictureHeader.In(segment.Write(0, PictureHeader.Length));

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
        segment.CopyFrom(picture.Rgba, PictureHeader.Length);

        Volatile.Write(ref header.Sequence, writing + 1); // even: whole
        // docs: end
    }
}
