using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>A lock of the kernel on one byte of a file, which many may share or one may have alone. Nothing here waits.
/// </summary>
/// <remarks>
/// It belongs to the open file, and the kernel ends it with that. Not <see cref="FileStream.Lock"/>: on Unix its locks
/// belong to the process, do not hold between two open files of one process, and all end as soon as the process closes
/// <i>any</i> handle of the file.
/// </remarks>
internal static class RangeLock
{
    // errno, the same on Linux and macOS.
    private const int EIntr = 4;
    private const int EAccess = 13;

    // The same name, and another number.
    private static readonly int _eAgain = OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Takes it, unless somebody else stands in the way.</summary>
    internal static bool TryTake(SafeFileHandle file, long offset, bool alone) =>
        OperatingSystem.IsWindows()
            ? WindowsLock.TryTake(file, offset, alone)
            : TrySet(file, offset, alone ? LockState.Alone : LockState.Shared);

    /// <summary>Gives it back.</summary>
    internal static void Release(SafeFileHandle file, long offset)
    {
        if (OperatingSystem.IsWindows())
            WindowsLock.Release(file, offset);
        else
            TrySet(file, offset, LockState.Free);
    }

    /// <summary>Gives back all that an open file has, which is about to be closed.</summary>
    /// <remarks>To close it is not enough on Unix. While this process starts another program, in any thread, that has the file
    /// open as well, from <c>fork</c> to <c>exec</c>; the locks would live on as long.</remarks>
    internal static void ReleaseAll(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            _ = LinuxLock.Set(file, 0, LockState.Free, length: 0);
        else if (OperatingSystem.IsMacOS())
            _ = DarwinLock.Set(file, 0, LockState.Free, length: 0);
    }

    /// <summary>What others have of it now.</summary>
    internal static LockState StateOf(SafeFileHandle file, long offset)
    {
        if (OperatingSystem.IsWindows())
            return WindowsLock.StateOf(file, offset);

        while (true)
        {
            int errno = OperatingSystem.IsLinux() ? LinuxLock.Get(file, offset, out LockState state)
                : OperatingSystem.IsMacOS() ? DarwinLock.Get(file, offset, out state)
                : throw NotSupported();
            if (errno == 0)
                return state;
            ThrowUnlessInterrupted(errno);
        }
    }

    /// <summary>Opens a file to look at its locks, and takes none itself, as a <see cref="FileStream"/> would. Invalid if
    /// there is none.</summary>
    internal static SafeFileHandle OpenToLook(string path) =>
        OperatingSystem.IsLinux() ? LinuxLock.Open(path)
        : OperatingSystem.IsMacOS() ? DarwinLock.Open(path)
        : throw NotSupported();

    [UnsupportedOSPlatform("windows")]
    private static bool TrySet(SafeFileHandle file, long offset, LockState wanted)
    {
        while (true)
        {
            int errno = OperatingSystem.IsLinux() ? LinuxLock.Set(file, offset, wanted)
                : OperatingSystem.IsMacOS() ? DarwinLock.Set(file, offset, wanted)
                : throw NotSupported();
            if (errno == 0)
                return true;
            if (errno == _eAgain || errno == EAccess)
                return false;
            ThrowUnlessInterrupted(errno);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void ThrowUnlessInterrupted(int errno)
    {
        if (errno != EIntr)
            throw FileRefusal.Forbidden("fcntl, which locks bytes of a file", errno);
    }

    private static SegmentException NotSupported() =>
        new(SegmentError.NotSupported, "The locks of this system are not known here: Linux, macOS and Windows are.");
}
