using System.Runtime.InteropServices;
using IpcTutorial.Programs;

namespace IpcTutorial.Worker;

/// <summary>Creates and attaches without end, and looks whether the segment it is attached to stays the one of its key.
/// </summary>
internal static class Churner
{
    internal static int Run(SegmentKey key)
    {
        TutorialSettings settings = TutorialSettings.Load([KeyValuePair.Create<string, string?>("Key", key.Value)]);
        var random = new Random(Environment.ProcessId);
        var size = new PictureSize(16, 16);
        byte[] rgba = new byte[size.ByteCount];
        for (uint i = 1; ; i++)
        {
            try
            {
                if (random.Next(3) > 0)
                {
                    using PictureReader segment = PictureReader.Attach(settings.Key, settings.LockTimeout);
                    if (segment.Header.Sequence > 0)
                        segment.Take(out _);
                }
                else
                {
                    using PictureWriter segment = PictureWriter.Create(settings.Key, size, settings.LockTimeout);
                    MemoryMarshal.Cast<byte, uint>(rgba.AsSpan()).Fill(i);
                    PictureHeader mine = segment.Publish(new Picture(size, rgba));
                    using PictureReader again = PictureReader.Attach(settings.Key, settings.LockTimeout);
                    PictureHeader found = again.Header;
                    if (found.ProducerPid != mine.ProducerPid || found.Crc32 != mine.Crc32 || found.Sequence != 2)
                    {
                        Console.WriteLine("REPLACED: a segment took the place of one in use");
                        return 3;
                    }
                }
            }
            catch (SegmentException e) when (e.Error is SegmentError.NotFound or SegmentError.AlreadyExists
                or SegmentError.Incomplete)
            {
                // What must happen while others do the same.
            }

            if (i == 1)
                Console.WriteLine("churning");
        }
    }
}
