using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>The lock of a handle on a byte of a file, as Windows has it: see <c>LockFileEx</c>.</summary>
/// <remarks>Names and values are those of C.</remarks>
[SupportedOSPlatform("windows")]
internal static partial class WindowsLock
{
    private const uint LOCKFILE_FAIL_IMMEDIATELY = 1; // do not wait
    private const uint LOCKFILE_EXCLUSIVE_LOCK = 2; // alone
    private const int ERROR_LOCK_VIOLATION = 33; // somebody else has it
    private const int ERROR_IO_PENDING = 997; // the same, of a handle for asynchronous work

    /// <inheritdoc cref="RangeLock.TryTake"/>
    internal static bool TryTake(SafeFileHandle file, long offset, bool alone)
    {
        var range = new OVERLAPPED { Offset = (uint)offset, OffsetHigh = (uint)(offset >> 32) };
        uint flags = LOCKFILE_FAIL_IMMEDIATELY | (alone ? LOCKFILE_EXCLUSIVE_LOCK : 0);
        if (LockFileEx(file, flags, 0, 1, 0, ref range))
            return true;
        int error = Marshal.GetLastPInvokeError();
        return error is ERROR_LOCK_VIOLATION or ERROR_IO_PENDING ? false : throw new Win32Exception(error);
    }

    /// <inheritdoc cref="RangeLock.Release"/>
    internal static void Release(SafeFileHandle file, long offset)
    {
        var range = new OVERLAPPED { Offset = (uint)offset, OffsetHigh = (uint)(offset >> 32) };
        if (!UnlockFileEx(file, 0, 1, 0, ref range))
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Windows cannot be asked: so we try, for a moment.</summary>
    internal static LockState StateOf(SafeFileHandle file, long offset)
    {
        foreach (bool alone in (ReadOnlySpan<bool>)[true, false])
        {
            if (TryTake(file, offset, alone))
            {
                Release(file, offset);
                return alone ? LockState.Free : LockState.Shared;
            }
        }

        return LockState.Alone;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool LockFileEx(SafeFileHandle hFile, uint dwFlags, uint dwReserved,
        uint nNumberOfBytesToLockLow, uint nNumberOfBytesToLockHigh, ref OVERLAPPED lpOverlapped);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UnlockFileEx(SafeFileHandle hFile, uint dwReserved,
        uint nNumberOfBytesToUnlockLow, uint nNumberOfBytesToUnlockHigh, ref OVERLAPPED lpOverlapped);

    [StructLayout(LayoutKind.Sequential)]
    private struct OVERLAPPED
    {
        internal nuint Internal;
        internal nuint InternalHigh;
        internal uint Offset;
        internal uint OffsetHigh;
        internal nint hEvent;
    }
}
