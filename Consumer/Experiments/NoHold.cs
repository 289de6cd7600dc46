using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using IpcTutorial.Programs;
using IpcTutorial.Streams;

namespace IpcTutorial.Consumer.Experiments;

/// <summary>Looks at pictures of a stream where they are, each twice: with the lock of its slot, and without. Without it they
/// have become other pictures meanwhile.</summary>
internal static class NoHold
{
    private const int Pictures = 10;

    internal static int Run(TutorialSettings settings, CancellationToken stop)
    {
        using PictureStreamReader reader = PictureStreamReader.Attach(settings.Key, settings.LockTimeout, cancel: stop);
        using SharedSegment segment = SharedSegment.Attach(settings.Key, settings.LockTimeout, stop);
        int withHold = 0, without = 0;
        for (int i = 0; i < Pictures; i++)
        {
            if (reader.Next(settings.LockTimeout, out StreamedPicture picture, stop) != StreamNews.Picture)
                throw new SegmentException(SegmentError.NotReady, $"{reader.Location} had no picture in time.");

            using (picture)
                withHold += Changes(picture.Rgba) ? 1 : 0;
            without += Changes(Latest(segment)) ? 1 : 0;
        }

        Console.WriteLine($"{Pictures} pictures, each looked at twice, while the writer went round.");
        Console.WriteLine($"With the lock of their slot {withHold} had changed, without it {without}.");
        return ExitCode.Success;

        bool Changes(ReadOnlySpan<byte> rgba)
        {
            uint before = Crc32.HashToUInt32(rgba);
            LetItGoRound(segment, settings.LockTimeout, stop);
            return Crc32.HashToUInt32(rgba) != before;
        }
    }

    // A naive reader: whatever the header says is the latest, and no lock.
    private static ReadOnlySpan<byte> Latest(SharedSegment segment)
    {
        StreamHeader stream = Header(segment);
        long slot = stream.HeaderSize + ((uint)stream.Latest % StreamHeader.MaxSlots * stream.SlotSize);
        int length = (int)Math.Min(stream.SlotSize, Array.MaxLength) - PictureHeader.Length;
        return segment.AsReadOnlySpan(slot + PictureHeader.Length, length);
    }

    // The bell rings for each picture: when it has rung once for each slot and once more, another one is in all that nobody holds.
    private static void LetItGoRound(SharedSegment segment, TimeSpan patience, CancellationToken stop)
    {
        StreamHeader before = Header(segment);
        long start = Stopwatch.GetTimestamp();
        while (Header(segment).Bell - before.Bell <= before.SlotCount && Stopwatch.GetElapsedTime(start) < patience)
        {
            stop.WaitHandle.WaitOne(10);
            stop.ThrowIfCancellationRequested();
        }
    }

    private static StreamHeader Header(SharedSegment segment) =>
        MemoryMarshal.Read<StreamHeader>(segment.AsReadOnlySpan(0, PictureHeader.Length));
}
