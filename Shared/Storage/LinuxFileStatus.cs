using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>What .NET does not tell of a file: whose it is, whether it still has a name, and which file it is.</summary>
/// <remarks>Names and values are those of C.</remarks>
[SupportedOSPlatform("linux")]
internal static partial class LinuxFileStatus
{
    internal const int AT_FDCWD = -100; // a relative path starts in the current folder
    internal const int AT_SYMLINK_NOFOLLOW = 0x100; // tell of the link itself
    internal const int AT_EMPTY_PATH = 0x1000; // tell of the open file
    internal const uint STATX_TYPE = 0x1;
    internal const uint STATX_NLINK = 0x4;
    internal const uint STATX_UID = 0x8;
    internal const uint STATX_INO = 0x100;
    internal const uint STATX_SIZE = 0x200;
    internal const uint STATX_BLOCKS = 0x400;
    internal const int EPERM = 1;
    internal const int ENOSYS = 38;
    internal const int S_IFMT = 0xF000; // the bits of the mode that hold the type
    internal const int S_IFREG = 0x8000; // a regular file

    /// <summary>Whether a path names something that is no regular file of this user's: a link is none.</summary>
    internal static bool IsNotOurFile(string path) =>
        Succeeds(statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_TYPE | STATX_UID, out statx_buffer file))
        && !IsOwnRegularFile(file);

    /// <summary>Whether an open file is a regular one of this user's.</summary>
    internal static bool IsOwnRegularFile(SafeFileHandle handle) =>
        TryGet(handle, STATX_TYPE | STATX_UID, out statx_buffer file) && IsOwnRegularFile(file);

    /// <summary>Whether an open file still has a name.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="length">How long it is, in bytes.</param>
    internal static bool HasName(SafeFileHandle handle, out long length)
    {
        bool hasName = TryGet(handle, STATX_NLINK | STATX_SIZE, out statx_buffer file) && file.stx_nlink > 0;
        length = file.stx_size;
        return hasName;
    }

    /// <summary>Whether all memory of a file has been taken. In <c>stx_blocks</c> one is 512 bytes.</summary>
    internal static bool IsReserved(SafeFileHandle handle, long size) =>
        TryGet(handle, STATX_BLOCKS, out statx_buffer file) && file.stx_blocks >= (ulong)(size + 511) / 512;

    /// <summary>Whether a path names the very file that is open: the same number on the same device.</summary>
    internal static bool IsNameOf(string path, SafeFileHandle handle) =>
        statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_INO, out statx_buffer named) == 0
        && TryGet(handle, STATX_INO, out statx_buffer file)
        && (named.stx_ino, named.stx_dev_major, named.stx_dev_minor) == (file.stx_ino, file.stx_dev_major, file.stx_dev_minor);

    private static bool TryGet(SafeFileHandle handle, uint mask, out statx_buffer file)
    {
        bool mustRelease = false;
        try
        {
            handle.DangerousAddRef(ref mustRelease);
            return Succeeds(statx((int)handle.DangerousGetHandle(), "", AT_EMPTY_PATH, mask, out file));
        }
        finally
        {
            if (mustRelease)
                handle.DangerousRelease();
        }
    }

    // A sandbox may forbid the call: that is no answer, and least of all "not ours".
    private static bool Succeeds(int result)
    {
        if (result == 0)
            return true;
        int errno = Marshal.GetLastPInvokeError();
        return errno is EPERM or ENOSYS ? throw FileRefusal.Forbidden("statx", errno) : false;
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
        [FieldOffset(16)] public uint stx_nlink;
        [FieldOffset(20)] public uint stx_uid;
        [FieldOffset(28)] public ushort stx_mode;
        [FieldOffset(32)] public ulong stx_ino;
        [FieldOffset(40)] public long stx_size;
        [FieldOffset(48)] public ulong stx_blocks;
        [FieldOffset(136)] public uint stx_dev_major;
        [FieldOffset(140)] public uint stx_dev_minor;
    }
}
