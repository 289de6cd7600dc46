using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>What the calls for shared memory and for semaphores have in common: modes and errors.</summary>
[SupportedOSPlatform("linux")]
internal static class SystemV
{
    internal const int Mode = 0x180; // 0600
    internal const int ReadMode = 0x100; // 0400

    /// <summary>Whether the last call failed because the object was removed, by id or by key.</summary>
    internal static bool IsGone => Marshal.GetLastPInvokeError() is LibC.EIDRM or LibC.EINVAL or LibC.ENOENT;

    /// <summary>The exception for the error of the last call.</summary>
    internal static IOException Failure(string call, string what)
    {
        int errno = Marshal.GetLastPInvokeError();
        string message = $"{what}: {call} failed, {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).";
        return errno switch
        {
            LibC.EPERM or LibC.EACCES => new SegmentException(SegmentError.PermissionDenied,
                $"{message} It belongs to another user."),
            LibC.ENOMEM or LibC.ENOSPC => new SegmentException(SegmentError.OutOfResources,
                $"{message} The limits: ipcs -l. What there is: ipcs. Remove what nobody needs: ipcrm"),
            LibC.ENOSYS => new SegmentException(SegmentError.NotSupported,
                $"{message} This kernel has no System V IPC, and Qt needs it."),
            _ => new IOException(message),
        };
    }
}
