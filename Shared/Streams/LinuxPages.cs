using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using IpcTutorial.Storage;

namespace IpcTutorial.Streams;

/// <summary>Memory that is mapped before it is used: else the first lap through the slots takes a fault a page, and many
/// times as long as the next. See <c>man 2 madvise</c>.</summary>
/// <remarks>Names and values are those of C.</remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxPages
{
    internal const int MADV_POPULATE_WRITE = 23;

    /// <summary>Maps all pages of a segment, to write to them. A system that does not know the call (Linux before 5.14) maps each when it is
    /// touched.</summary>
    internal static void Populate(SegmentMemory memory)
    {
        fixed (byte* start = memory.Write(0, 1))
            _ = madvise(start, (nuint)memory.Size, MADV_POPULATE_WRITE);
    }

    [LibraryImport("libc")]
    private static partial int madvise(byte* addr, nuint length, int advice);
}
