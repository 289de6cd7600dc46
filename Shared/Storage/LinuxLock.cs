using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>The lock of an open file on a byte of it, as Linux on 64 bits has it: see <c>man 2 fcntl_locking</c>.</summary>
/// <remarks>Names and values are those of C.</remarks>
[SupportedOSPlatform("linux")]
internal static partial class LinuxLock
{
    internal const int O_RDONLY = 0;
    internal const int O_NONBLOCK = 0x800; // do not wait for the other end of a pipe
    internal const int O_NOFOLLOW = 0x20000; // fail if it is a link
    internal const int O_CLOEXEC = 0x80000; // a program that is started does not inherit it
    internal const short F_RDLCK = 0; // shared
    internal const short F_WRLCK = 1; // alone
    internal const short F_UNLCK = 2; // none
    internal const int F_OFD_GETLK = 36; // who stands in the way?
    internal const int F_OFD_SETLK = 37; // a lock of the open file; F_SETLK is one of the process

    /// <param name="file">The open file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="wanted">What it is to have of it.</param>
    /// <param name="length">How many bytes; 0 is all that follow, also beyond the end.</param>
    /// <returns>0, or errno.</returns>
    internal static int Set(SafeFileHandle file, long offset, LockState wanted, long length = 1)
    {
        short type = wanted switch { LockState.Free => F_UNLCK, LockState.Shared => F_RDLCK, _ => F_WRLCK };
        var range = new flock { l_type = type, l_start = offset, l_len = length };
        return fcntl(file, F_OFD_SETLK, ref range) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <returns>0, or errno.</returns>
    internal static int Get(SafeFileHandle file, long offset, out LockState state)
    {
        var range = new flock { l_type = F_WRLCK, l_start = offset, l_len = 1 };
        int result = fcntl(file, F_OFD_GETLK, ref range);
        state = range.l_type switch { F_UNLCK => LockState.Free, F_RDLCK => LockState.Shared, _ => LockState.Alone };
        return result == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    internal static SafeFileHandle Open(string path) => open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string pathname, int flags);

    // In C it takes "..."; declared with what is given: Linux passes that in the same registers, on x64 and arm64.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle fd, int cmd, ref flock arg);

    [StructLayout(LayoutKind.Sequential)]
    private struct flock
    {
        internal short l_type;
        internal short l_whence; // 0: from the start of the file
        internal long l_start;
        internal long l_len;
        internal int l_pid; // must be 0
    }
}
