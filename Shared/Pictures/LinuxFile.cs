using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Pictures;

/// <summary>What .NET does not tell of a file: its kind, its owner and its group. What replaces it must not change them.
/// </summary>
/// <remarks>Names and values are those of C.</remarks>
[SupportedOSPlatform("linux")]
internal static partial class LinuxFile
{
    internal const int AT_FDCWD = -100; // a relative path starts in the current folder
    internal const int AT_EMPTY_PATH = 0x1000; // tell of the open file
    internal const uint STATX_TYPE = 0x1;
    internal const uint STATX_UID = 0x8;
    internal const uint STATX_GID = 0x10;
    internal const int S_IFMT = 0xF000; // the bits of the mode that hold the type
    internal const int S_IFREG = 0x8000; // a regular file

    /// <summary>Whether a path leads to a device, a pipe, a socket or a folder; a link is followed.</summary>
    internal static bool IsOfAnotherKind(string path) =>
        statx(AT_FDCWD, path, 0, STATX_TYPE, out statx_buffer file) == 0 && (file.stx_mode & S_IFMT) != S_IFREG;

    /// <summary>Gives a new file the owner and the group of the one that it will replace.</summary>
    /// <exception cref="IOException">It may not be given away.</exception>
    internal static void KeepOwner(string path, SafeFileHandle file)
    {
        int descriptor = (int)file.DangerousGetHandle(); // the caller keeps it open
        statx_buffer now = Ask(descriptor, "", AT_EMPTY_PATH, path), old = Ask(AT_FDCWD, path, 0, path);
        if ((now.stx_uid, now.stx_gid) != (old.stx_uid, old.stx_gid) && fchown(descriptor, old.stx_uid, old.stx_gid) != 0)
        {
            throw new IOException($"'{path}' belongs to user {old.stx_uid} and group {old.stx_gid}, and what replaces it could "
                + $"not: {Marshal.GetLastPInvokeErrorMessage()}. Choose another name.");
        }
    }

    private static statx_buffer Ask(int folder, string name, int flags, string path) =>
        statx(folder, name, flags, STATX_UID | STATX_GID, out statx_buffer status) == 0
            ? status
            : throw new IOException($"'{path}': statx failed, {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int dirfd, string pathname, int flags, uint mask, out statx_buffer statxbuf);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fchown(int fd, uint owner, uint group);

    /// <summary>The part that is used here of <c>struct statx</c>, which is the same on all machines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct statx_buffer
    {
        [FieldOffset(20)] public uint stx_uid;
        [FieldOffset(24)] public uint stx_gid;
        [FieldOffset(28)] public ushort stx_mode;
    }
}
