using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Streams;

/// <summary>Linux on 64 bits: a futex. The kernel compares the number and falls asleep in one step. See <c>man 2 futex</c>.
/// </summary>
/// <remarks>Names and values are those of C.</remarks>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxBell
{
    internal const int FUTEX_WAIT = 0; // sleep, if the number is still this
    internal const int FUTEX_WAKE = 1; // wake those who sleep at it
    internal const int EINTR = 4; // a signal came
    internal const int EAGAIN = 11; // the number is another one
    internal const int ETIMEDOUT = 110; // the time is over

    // The C library has no function for it, and the numbers of system calls differ from processor to processor.
    private static readonly nint _futex = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    internal static void Wake(uint* address) => syscall(_futex, address, FUTEX_WAKE, int.MaxValue, null);

    internal static void Wait(uint* address, uint count, TimeSpan timeout)
    {
        var time = new timespec
        {
            tv_sec = (nint)timeout.TotalSeconds,
            tv_nsec = (nint)(timeout.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        if (syscall(_futex, address, FUTEX_WAIT, (nint)count, &time) == 0)
            return;
        if (Marshal.GetLastPInvokeError() is not (EAGAIN or EINTR or ETIMEDOUT) and int errno)
            throw new Win32Exception(errno, $"The system refuses the call futex: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    // In C it takes "..."; declared with what is given: Linux passes that in the same registers, on x64 and arm64.
    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, uint* uaddr, nint futex_op, nint val, timespec* timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct timespec
    {
        internal nint tv_sec;
        internal nint tv_nsec;
    }
}
