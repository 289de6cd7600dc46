using System.Runtime.Versioning;

namespace IpcTutorial.Streams;

/// <summary>Windows, whose <c>WaitOnAddress</c> is for one process only: a named event for each number of the bell. Who
/// wants to sleep makes it; it is gone when the last of them is awake.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class WindowsBell
{
    /// <param name="key">The key of the stream.</param>
    /// <param name="before">The number that those who sleep have read.</param>
    internal static void Wake(SegmentKey key, uint before)
    {
        if (!EventWaitHandle.TryOpenExisting(NameOf(key, before), out EventWaitHandle? bell))
            return; // nobody sleeps

        using (bell)
            bell.Set();
    }

    internal static void Wait(SegmentKey key, uint* address, uint count, TimeSpan timeout)
    {
        using var bell = new EventWaitHandle(false, EventResetMode.ManualReset, NameOf(key, count));

        // Only now: whoever rings after this finds the event.
        if (Volatile.Read(ref *address) == count)
            bell.WaitOne(timeout);
    }

    private static string NameOf(SegmentKey key, uint count) => $"ipctutorial.bell.{key}.{count}";
}
