using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>Judges the files of <see cref="UnixStorage"/> before anything in them is used.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FileCheck
{
    internal const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The errno values that .NET hands on in HResult.
    private const int EAgainLinux = 11;
    private const int EAgainMac = 35;

    /// <summary>Whether a path names something that must not even be opened: a link, a pipe, another user's file.</summary>
    internal static bool IsNotOurFile(string path) =>
        OperatingSystem.IsLinux()
            ? LinuxFileStatus.IsNotOurFile(path) // in one step: what is there may go at any moment
            : Directory.Exists(path) || new FileInfo(path).LinkTarget is not null;

    /// <summary>Once more, of what was opened: the name may have been given to something else in between.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.PermissionDenied"/>.</exception>
    internal static void CheckOwner(FileStream file)
    {
        if (OperatingSystem.IsLinux() ? !LinuxFileStatus.IsOwnRegularFile(file.SafeFileHandle) : !file.CanSeek)
            throw NotOurs(file.Name);
        if (!OperatingSystem.IsLinux())
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly); // which only its owner may do
    }

    /// <summary>Gives a new file its mode, whatever the umask has made of it.</summary>
    internal static void SetMode(SafeFileHandle file)
    {
        if (File.GetUnixFileMode(file) != OwnerOnly)
            File.SetUnixFileMode(file, OwnerOnly);
    }

    /// <summary>Whether an open file still has a name, so that others can find it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="length">How long it is, in bytes.</param>
    internal static bool HasName(SafeFileHandle file, out long length)
    {
        if (OperatingSystem.IsLinux())
            return LinuxFileStatus.HasName(file, out length);

        length = RandomAccess.GetLength(file);
        return true;
    }

    /// <summary>Whether a path names the very file that is open.</summary>
    internal static bool IsNameOf(string path, SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? LinuxFileStatus.IsNameOf(path, file) : File.Exists(path);

    /// <summary>Whether an open failed because somebody else has the file open.</summary>
    internal static bool IsSharingViolation(IOException e) =>
        e.HResult == (OperatingSystem.IsMacOS() ? EAgainMac : EAgainLinux);

    internal static SegmentException NotOurs(string path, Exception? e = null) =>
        new(SegmentError.PermissionDenied,
            $"{path} belongs to another user, or is a folder, link or pipe.", e);

    /// <exception cref="SegmentException"><see cref="SegmentError.NotSupported"/>.</exception>
    internal static void ThrowIfLocksAreOff()
    {
        const string Variable = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";
        string? value = Environment.GetEnvironmentVariable(Variable);
        bool off = AppContext.TryGetSwitch("System.IO.DisableFileLocking", out bool isSet)
            ? isSet
            : value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
        if (off)
        {
            throw new SegmentException(SegmentError.NotSupported, ".NET's file locks are switched off "
                + $"({Variable}). They tell who is attached to a segment: without them a living one could be removed. "
                + "Switch them on again.");
        }
    }
}
