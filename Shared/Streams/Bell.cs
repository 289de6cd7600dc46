using System.Runtime.InteropServices;
using IpcTutorial.Storage;

namespace IpcTutorial.Streams;

/// <summary>A number in the segment at which readers sleep until it changes.</summary>
/// <remarks>
/// It is read before one looks for what one would sleep for: whatever comes after that, ends the sleep. In the other order a
/// picture that is published between the look and the sleep would be slept through.
/// </remarks>
internal readonly struct Bell(SegmentMemory memory, SegmentKey key)
{
    /// <summary>How soon one who sleeps notices what rings no bell: a writer that was killed, a request to stop. Shorter, and
    /// one who has nothing to do would take more of the processor for it.</summary>
    internal static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    /// <summary>How often it has rung.</summary>
    internal uint Count => Volatile.Read(in MemoryMarshal.AsRef<StreamHeader>(memory.Read(0, PictureHeader.Length)).Bell);

    /// <summary>Wakes all who sleep. There is one who rings.</summary>
    internal unsafe void Ring()
    {
        ref uint word = ref MemoryMarshal.AsRef<StreamHeader>(memory.Write(0, PictureHeader.Length)).Bell;
        uint before = word;
        Volatile.Write(ref word, before + 1);
        Interlocked.MemoryBarrier();
        fixed (uint* address = &word)
        {
            if (OperatingSystem.IsLinux())
                LinuxBell.Wake(address);
            else if (OperatingSystem.IsWindows())
                WindowsBell.Wake(key, before);
            else if (OperatingSystem.IsMacOSVersionAtLeast(14, 4))
                DarwinBell.Wake(address);
        }
    }

    /// <summary>Sleeps until it rings, unless it has since it was <paramref name="count"/>; or for a time.</summary>
    /// <remarks>It may also end for no reason: look, and sleep again.</remarks>
    internal unsafe void Wait(uint count, TimeSpan timeout)
    {
        fixed (uint* address = &MemoryMarshal.AsRef<StreamHeader>(memory.Read(0, PictureHeader.Length)).Bell)
        {
            if (OperatingSystem.IsLinux())
                LinuxBell.Wait(address, count, timeout);
            else if (OperatingSystem.IsWindows())
                WindowsBell.Wait(key, address, count, timeout);
            else if (OperatingSystem.IsMacOSVersionAtLeast(14, 4))
                DarwinBell.Wait(address, count, timeout);
            else
                Thread.Sleep(_pause); // and look again
        }
    }
}
