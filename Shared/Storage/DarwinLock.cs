using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>The lock of an open file on a byte of it, as macOS has it: see <c>fcntl.h</c>.</summary>
/// <remarks>Names and values are those of C. Not all of them are those of Linux.</remarks>
[SupportedOSPlatform("macos")]
internal static partial class DarwinLock
{
    private const int O_RDONLY = 0;
    private const int O_NONBLOCK = 0x4; // do not wait for the other end of a pipe
    private const int O_NOFOLLOW = 0x100; // fail if it is a link
    private const int O_CLOEXEC = 0x100_0000; // a program that is started does not inherit it
    private const short F_RDLCK = 1; // shared
    private const short F_UNLCK = 2; // none
    private const short F_WRLCK = 3; // alone
    private const int F_OFD_SETLK = 90; // a lock of the open file; F_SETLK is one of the process
    private const int F_OFD_GETLK = 92; // who stands in the way?

    /// <param name="file">The open file.</param>
    /// <param name="offset">The first byte.</param>
    /// <param name="wanted">What it is to have of it.</param>
    /// <param name="length">How many bytes; 0 is all that follow, also beyond the end.</param>
    /// <returns>0, or errno.</returns>
    internal static int Set(SafeFileHandle file, long offset, LockState wanted, long length = 1)
    {
        short type = wanted switch { LockState.Free => F_UNLCK, LockState.Shared => F_RDLCK, _ => F_WRLCK };
        var range = new flock { l_type = type, l_start = offset, l_len = length };
        return Call(file, F_OFD_SETLK, ref range) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <returns>0, or errno.</returns>
    internal static int Get(SafeFileHandle file, long offset, out LockState state)
    {
        var range = new flock { l_type = F_WRLCK, l_start = offset, l_len = 1 };
        int result = Call(file, F_OFD_GETLK, ref range);
        state = range.l_type switch { F_UNLCK => LockState.Free, F_RDLCK => LockState.Shared, _ => LockState.Alone };
        return result == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    internal static SafeFileHandle Open(string path) => open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    // In C it takes "...", which .NET cannot call as such. On x64 that is no difference; on arm64 the rest of the arguments
    // is on the stack, where the ninth of a plain function is: the first eight have a register each.
    private static int Call(SafeFileHandle file, int cmd, ref flock range) =>
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? fcntl(file, cmd, 0, 0, 0, 0, 0, 0, ref range)
            : fcntl(file, cmd, ref range);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string path, int oflag);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(SafeFileHandle fildes, int cmd, ref flock arg);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(
        SafeFileHandle fildes, int cmd, nint x2, nint x3, nint x4, nint x5, nint x6, nint x7, ref flock arg);

    [StructLayout(LayoutKind.Sequential)]
    private struct flock
    {
        internal long l_start;
        internal long l_len;
        internal int l_pid;
        internal short l_type;
        internal short l_whence; // 0: from the start of the file
    }
}
