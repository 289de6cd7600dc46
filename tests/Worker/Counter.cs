using System.Runtime.InteropServices;

namespace IpcTutorial.Worker;

/// <summary>Increments a number in the segment, in two steps that only a lock can hold together.</summary>
internal static class Counter
{
    internal static int Run(SegmentKey key, bool isForSessionOnly, int count)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(60);
        using SharedSegment segment = SharedSegment.Attach(key, timeout, writable: true);
        using SegmentLock segmentLock = isForSessionOnly ? SegmentLock.ForSessionOnly(key) : new SegmentLock(key);
        Console.WriteLine("ready");
        Console.ReadLine();
        ref long number = ref MemoryMarshal.AsRef<long>(segment.AsSpan(PictureHeader.Length, sizeof(long)));
        for (int i = 0; i < count; i++)
        {
            using HeldLock held = segmentLock.Acquire(timeout);
            long before = Volatile.Read(ref number);
            Thread.SpinWait(10);
            Volatile.Write(ref number, before + 1);
        }

        return 0;
    }
}
