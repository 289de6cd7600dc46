using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Streams;

/// <summary>macOS 14.4 and later: what a futex is on Linux. See <c>os/os_sync_wait_on_address.h</c>.</summary>
/// <remarks>Names and values are those of C.</remarks>
[SupportedOSPlatform("macos14.4")]
internal static unsafe partial class DarwinBell
{
    private const uint OS_SYNC_WAIT_ON_ADDRESS_SHARED = 1; // between processes
    private const uint OS_SYNC_WAKE_BY_ADDRESS_SHARED = 1;
    private const uint OS_CLOCK_MACH_ABSOLUTE_TIME = 32;
    private const int EINTR = 4; // a signal came
    private const int ETIMEDOUT = 60; // the time is over

    // That nobody sleeps there is an error of the call, and none of ours.
    internal static void Wake(uint* address) =>
        _ = os_sync_wake_by_address_all(address, sizeof(uint), OS_SYNC_WAKE_BY_ADDRESS_SHARED);

    internal static void Wait(uint* address, uint count, TimeSpan timeout)
    {
        int result = os_sync_wait_on_address_with_timeout(address, count, sizeof(uint), OS_SYNC_WAIT_ON_ADDRESS_SHARED,
            OS_CLOCK_MACH_ABSOLUTE_TIME, (ulong)timeout.TotalNanoseconds);
        if (result < 0 && Marshal.GetLastPInvokeError() is not (EINTR or ETIMEDOUT))
            Thread.Sleep(1); // as where there is no such call
    }

    [LibraryImport("libSystem")]
    private static partial int os_sync_wake_by_address_all(uint* addr, nuint size, uint flags);

    [LibraryImport("libSystem", SetLastError = true)]
    private static partial int os_sync_wait_on_address_with_timeout(
        uint* addr, ulong value, nuint size, uint flags, uint clockid, ulong timeout_ns);
}
