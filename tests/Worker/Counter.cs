using System.Runtime.InteropServices;

namespace IpcTutorial.Worker;

/// <summary>Increments a number in the segment, in two steps that only a lock can hold together.</summary>
internal static class Counter
{
    internal static int Run(SegmentKey key, bool isForSessionOnly, int count)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(60);
        using WritableSegment segment = SharedSegment.AttachToWrite(key, timeout);
        using var mutex = new Mutex(false, $"ipctutorial-lock.{key}",
            new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = true });
        Console.WriteLine("ready");
        Console.ReadLine();
        ref long number = ref MemoryMarshal.AsRef<long>(segment.AsSpan(PictureHeader.Length, sizeof(long)));
        for (int i = 0; i < count; i++)
        {
            if (isForSessionOnly)
            {
                mutex.WaitOne(timeout);
                Increment(ref number);
                mutex.ReleaseMutex();
            }
            else
            {
                using HeldLock held = segment.LockToWrite(timeout);
                Increment(ref number);
            }
        }

        return 0;
    }

    private static void Increment(ref long number)
    {
        long before = Volatile.Read(ref number);
        Thread.SpinWait(10);
        Volatile.Write(ref number, before + 1);
    }
}
