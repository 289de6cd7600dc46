using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using IpcTutorial.Storage;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Interop;

/// <summary>Locks on a range of bytes, as macOS has them: see <c>fcntl.h</c>.</summary>
/// <remarks>Names and values are those of C. Not all of them are those of Linux.</remarks>
[SupportedOSPlatform("macos")]
internal static partial class Darwin
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
    private const int EINTR = 4; // a signal came
    private const int EACCES = 13;
    private const int EAGAIN = 35; // somebody else has it

    /// <inheritdoc cref="RangeLock.TryTake"/>
    internal static bool TryLock(SafeFileHandle file, long offset, bool alone) =>
        TrySetLock(file, offset, alone ? F_WRLCK : F_RDLCK);

    /// <inheritdoc cref="RangeLock.Release"/>
    internal static void Unlock(SafeFileHandle file, long offset) => TrySetLock(file, offset, F_UNLCK);

    /// <inheritdoc cref="RangeLock.StateOf"/>
    internal static LockState LockStateOf(SafeFileHandle file, long offset)
    {
        var range = new flock { l_type = F_WRLCK, l_start = offset, l_len = 1 };
        while (Call(file, F_OFD_GETLK, ref range) != 0)
            ThrowUnless(EINTR);
        return range.l_type switch
        {
            F_UNLCK => LockState.Free,
            F_RDLCK => LockState.Shared,
            _ => LockState.Alone,
        };
    }

    /// <summary>Opens a file to look at its locks, and takes none itself. Invalid if there is none.</summary>
    internal static SafeFileHandle OpenWithoutLock(string path) =>
        open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    private static bool TrySetLock(SafeFileHandle file, long offset, short type)
    {
        var range = new flock { l_type = type, l_start = offset, l_len = 1 };
        while (Call(file, F_OFD_SETLK, ref range) != 0)
        {
            if (Marshal.GetLastPInvokeError() is EAGAIN or EACCES)
                return false;
            ThrowUnless(EINTR);
        }

        return true;
    }

    private static void ThrowUnless(int expected)
    {
        int errno = Marshal.GetLastPInvokeError();
        if (errno != expected)
            throw new Win32Exception(errno, $"fcntl failed with {errno}: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

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
