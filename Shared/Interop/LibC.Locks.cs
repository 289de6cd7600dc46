using System.ComponentModel;
using System.Runtime.InteropServices;
using IpcTutorial.Storage;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Interop;

/// <summary>Locks on a range of bytes, as Linux on 64 bits has them: see <c>man 2 fcntl_locking</c>.</summary>
internal static partial class LibC
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

    /// <inheritdoc cref="RangeLock.TryTake"/>
    internal static bool TryLock(SafeFileHandle file, long offset, bool alone) =>
        TrySetLock(file, offset, alone ? F_WRLCK : F_RDLCK);

    /// <inheritdoc cref="RangeLock.Release"/>
    internal static void Unlock(SafeFileHandle file, long offset) => TrySetLock(file, offset, F_UNLCK);

    /// <inheritdoc cref="RangeLock.StateOf"/>
    internal static LockState LockStateOf(SafeFileHandle file, long offset)
    {
        var range = new flock { l_type = F_WRLCK, l_start = offset, l_len = 1 };
        while (fcntl(file, F_OFD_GETLK, ref range) != 0)
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
        while (fcntl(file, F_OFD_SETLK, ref range) != 0)
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

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle open(string pathname, int flags);

    // In C it takes "..."; declared with what is given, as semctl is.
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
