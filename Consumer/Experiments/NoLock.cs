using System.IO.Hashing;
using System.Runtime.InteropServices;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Experiments;

/// <summary>Reads without the lock, while a Producer replaces the picture: many a copy has the top of one picture and the
/// bottom of another.</summary>
internal static class NoLock
{
    private const int Readings = 1000;

    internal static int Run(TutorialSettings settings, bool show, CancellationToken stop)
    {
        using SharedSegment segment = SharedSegment.Attach(settings.Key, settings.LockTimeout, cancel: stop);
        Picture? example = null;
        int torn = 0, missed = 0;
        for (int i = 0; i < Readings; i++)
        {
            stop.ThrowIfCancellationRequested();

            // First the sequence, then all else, then the sequence again. Some processors (ARM64) read in another order
            // if nobody forbids it, and would find one sequence on both sides of a torn picture.
            ulong sequence = ReadSequence(segment);
            PictureHeader before = segment.Header;
            int length = (int)Math.Clamp(before.PixelBytes, 0, Math.Min(segment.Size - PictureHeader.Length, Array.MaxLength));
            byte[] rgba = segment.AsReadOnlySpan(PictureHeader.Length, length).ToArray();
            Interlocked.MemoryBarrier(); // what was read until here is not read later
            bool isSame = ReadSequence(segment) == sequence;

            // The checksum tells a torn picture; so must the sequence, to a reader that cannot take the lock.
            if (Crc32.HashToUInt32(rgba) == before.Crc32)
                continue;

            if (isSame && (sequence & 1) == 0 && !IsTrue(before, segment.Size))
            {
                throw new SegmentException(SegmentError.BadHeader, $"{segment.Location} has a bad header: "
                    + $"it gives {before.PixelBytes:N0} bytes of pixels for {before.PictureSize}.");
            }

            torn++;
            if (isSame && (sequence & 1) == 0)
                missed++;
            if (IsTrue(before, segment.Size) && !rgba.AsSpan(0, 4).SequenceEqual(rgba.AsSpan(length - 4)))
                example = new Picture(before.PictureSize, rgba);
        }

        Console.WriteLine($"{Readings:N0} readings without the lock: {Readings - torn:N0} whole, {torn:N0} torn.");
        Console.WriteLine(torn == 0
            ? "Nobody was writing. In another terminal: dotnet run --project Producer -- --cycle 0"
            : $"The sequence in the header shows {(missed == 0 ? "every one of these" : $"all but {missed:N0} of these")}.");
        if (show && example is not null)
            Preview.Show(example);
        return ExitCode.Success;
    }

    // The product of two numbers of 32 bits cannot overflow 64; four times it can.
    private static bool IsTrue(PictureHeader header, long segmentSize) =>
        header is { Width: > 0, Height: > 0 } && header.PixelBytes % 4 == 0
        && header.PixelBytes / 4 == header.PictureSize.PixelCount && header.PixelBytes <= segmentSize - PictureHeader.Length;

    // What is read after it, is read later ("acquire").
    private static ulong ReadSequence(SharedSegment segment) => Volatile.Read(
        in MemoryMarshal.AsRef<PictureHeader>(segment.AsReadOnlySpan(0, PictureHeader.Length)).Sequence);
}
