using IpcTutorial.Interop;
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
    /// <summary>Takes it, unless somebody else stands in the way.</summary>
    internal static bool TryTake(SafeFileHandle file, long offset, bool alone)
    {
        if (OperatingSystem.IsLinux())
            return LibC.TryLock(file, offset, alone);
        if (OperatingSystem.IsMacOS())
            return Darwin.TryLock(file, offset, alone);
        return OperatingSystem.IsWindows() ? Kernel32.TryLock(file, offset, alone) : throw NotSupported();
    }

    /// <summary>Gives it back.</summary>
    internal static void Release(SafeFileHandle file, long offset)
    {
        if (OperatingSystem.IsLinux())
            LibC.Unlock(file, offset);
        else if (OperatingSystem.IsMacOS())
            Darwin.Unlock(file, offset);
        else if (OperatingSystem.IsWindows())
            Kernel32.Unlock(file, offset);
    }

    /// <summary>What others have of it now.</summary>
    internal static LockState StateOf(SafeFileHandle file, long offset)
    {
        if (OperatingSystem.IsLinux())
            return LibC.LockStateOf(file, offset);
        if (OperatingSystem.IsMacOS())
            return Darwin.LockStateOf(file, offset);

        // Windows cannot be asked: so we try, for a moment.
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

    private static SegmentException NotSupported() =>
        new(SegmentError.NotSupported, "The locks of this system are not known here: Linux, macOS and Windows are.");
}
