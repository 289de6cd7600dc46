using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Interop;

/// <summary>What .NET does not tell of a file: whose it is. Names and values are those of C.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LibC
{
    internal const int AT_FDCWD = -100; // a relative path starts in the current folder
    internal const int AT_SYMLINK_NOFOLLOW = 0x100; // tell of the link itself
    internal const int AT_EMPTY_PATH = 0x1000; // tell of the open file
    internal const uint STATX_TYPE = 0x1;
    internal const uint STATX_UID = 0x8;
    internal const int S_IFMT = 0xF000; // the bits of the mode that hold the type
    internal const int S_IFREG = 0x8000; // a regular file

    /// <summary>Whether a path names a regular file of this user's, and no link to one.</summary>
    internal static bool IsOwnRegularFile(string path) =>
        statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_UID, out statx_buffer file) == 0
        && IsOwnRegularFile(file);

    /// <summary>Whether an open file is a regular one of this user's.</summary>
    internal static bool IsOwnRegularFile(SafeFileHandle handle)
    {
        bool mustRelease = false;
        try
        {
            handle.DangerousAddRef(ref mustRelease);
            return statx((int)handle.DangerousGetHandle(), "", AT_EMPTY_PATH, STATX_TYPE | STATX_UID, out statx_buffer file) == 0
                && IsOwnRegularFile(file);
        }
        finally
        {
            if (mustRelease)
                handle.DangerousRelease();
        }
    }

    private static bool IsOwnRegularFile(in statx_buffer file) =>
        (file.stx_mode & S_IFMT) == S_IFREG && file.stx_uid == geteuid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int dirfd, string pathname, int flags, uint mask, out statx_buffer statxbuf);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    /// <summary>The part that is used here of <c>struct statx</c>, which is the same on all machines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct statx_buffer
    {
        [FieldOffset(20)] public uint stx_uid;
        [FieldOffset(28)] public ushort stx_mode;
    }
}
