using System.IO.Hashing;
using System.Runtime.InteropServices;
using IpcTutorial.Programs;
using IpcTutorial.Streams;

namespace IpcTutorial.Consumer.Experiments;

/// <summary>Looks at pictures of a stream where they are, each twice: with the lock of its slot, and without. Without it most
/// have become another picture meanwhile.</summary>
internal static class NoHold
{
    private const int Pictures = 10;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(300);

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
                withHold += Changes(picture.Rgba, stop) ? 1 : 0;
            without += Changes(Latest(segment), stop) ? 1 : 0;
        }

        Console.WriteLine($"{Pictures} pictures, each looked at twice, {_pause.TotalSeconds:0.0} s apart.");
        Console.WriteLine($"With the lock of their slot {withHold} had changed, without it {without}.");
        return ExitCode.Success;
    }

    // A naive reader: whatever the header says is the latest, and no lock.
    private static ReadOnlySpan<byte> Latest(SharedSegment segment)
    {
        StreamHeader stream = MemoryMarshal.Read<StreamHeader>(segment.AsReadOnlySpan(0, PictureHeader.Length));
        long slot = stream.HeaderSize + ((uint)stream.Latest % StreamHeader.MaxSlots * stream.SlotSize);
        int length = (int)Math.Min(stream.SlotSize, Array.MaxLength) - PictureHeader.Length;
        return segment.AsReadOnlySpan(slot + PictureHeader.Length, length);
    }

    private static bool Changes(ReadOnlySpan<byte> rgba, CancellationToken stop)
    {
        uint before = Crc32.HashToUInt32(rgba);
        stop.WaitHandle.WaitOne(_pause);
        stop.ThrowIfCancellationRequested();
        return Crc32.HashToUInt32(rgba) != before;
    }
}
