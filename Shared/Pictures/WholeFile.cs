using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Pictures;

/// <summary>Writes a file whole or not at all: under another name first, which becomes its own in one step.</summary>
internal static class WholeFile
{
    // Not setuid, setgid and sticky: they were given to what was in the file.
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF; // 0777

    // The errno that .NET hands on in HResult.
    private const int EBusy = 16;

    private const int ErrorAccessDenied = 5; // of Windows
    private const int FacilityWin32 = unchecked((int)0xFFFF8007);

    /// <summary>Refuses what cannot be written, or must not be replaced.</summary>
    /// <returns>The full path of the file: where a link leads, which stays a link.</returns>
    /// <exception cref="IOException">As <see cref="PictureFile.CheckOutput"/>.</exception>
    internal static string Check(string path, bool overwrite)
    {
        string target = Target(path);
        string folder = Path.GetDirectoryName(target)!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{folder}'.");
        if (Directory.Exists(target))
            throw new IOException($"'{path}' is a folder; name a file in it.");
        if (OperatingSystem.IsLinux() && LinuxFile.IsOfAnotherKind(path))
            throw new IOException($"'{path}' is a device, a pipe or a socket, which a picture does not replace; name a file.");
        if (!File.Exists(target))
            return target;

        if (!overwrite)
            throw new IOException($"'{path}' exists already. Choose another name, or replace it with --force.");
        if (new FileInfo(target).IsReadOnly)
            throw new IOException($"'{path}' is read-only. Choose another name.");
        return target;
    }

    /// <summary>Writes it. The owner and the mode of a file that is replaced stay.</summary>
    /// <exception cref="IOException">Nothing could be written, or owner and mode could not be kept: what was there is there
    /// still.</exception>
    internal static void Write(string path, bool overwrite, Action<Stream> write)
    {
        string target = Check(path, overwrite);

        // In the same folder, since a rename is one step only within a file system.
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetRandomFileName()}.tmp");
        bool isMade = false;
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew))
            {
                isMade = true;
                if (File.Exists(target))
                    KeepOwnerAndMode(target, file.SafeFileHandle);
                write(file);

                // A file system may write down the new name before the bytes: after a power cut the file would be empty.
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite);
        }
        catch (Exception e)
        {
            Remove(temporary);
            if (RefusalOf(path, isMade, e) is { } refusal)
                throw refusal;
            throw;
        }
    }

    private static string Target(string path)
    {
        string fullPath = SourceFile.FullPath(path);
        return new FileInfo(fullPath).LinkTarget is null
            ? fullPath
            : File.ResolveLinkTarget(fullPath, returnFinalTarget: true)!.FullName;
    }

    // .NET names the temporary file in its messages; ours, the one that the user has named. Null if it is no refusal of the
    // system's.
    private static IOException? RefusalOf(string path, bool isMade, Exception e)
    {
        int error = ErrorOf(e);
        string reason = Marshal.GetPInvokeErrorMessage(error).TrimEnd('.', '\r', '\n');
        bool mayBeOpen = OperatingSystem.IsWindows() && File.Exists(path);
        return e is ArgumentOutOfRangeException // what .NET makes of EFBIG
                ? new IOException(
                    $"'{path}' cannot be written: it would be larger than a file of this process may be (ulimit -f).", e)
            : error == 0 ? null
            : error == EBusy && !OperatingSystem.IsWindows()
                ? new IOException(
                    $"'{path}' cannot be replaced: it is mounted by itself. Mount its folder, or name another file.", e)
            : isMade
                ? new IOException(
                    $"'{path}' cannot be written: {reason}.{(mayBeOpen ? " Is it open in another program?" : "")}", e)
            : new IOException($"'{path}' cannot be written: no file can be made in its folder: {reason}.", e);
    }

    // What the system has said: errno, or on Windows the last 16 bits of an HRESULT; or 0.
    private static int ErrorOf(Exception e) => e switch
    {
        IOException { HResult: > 0 and < 4096 } => e.HResult,
        UnauthorizedAccessException { InnerException: IOException cause } => ErrorOf(cause),
        UnauthorizedAccessException when OperatingSystem.IsWindows() => ErrorAccessDenied,
        IOException when OperatingSystem.IsWindows() && (e.HResult >> 16) == FacilityWin32 => e.HResult & 0xFFFF,
        _ => 0,
    };

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or may not be written to any more: what has failed first is what the user must know.
        }
    }

    private static void KeepOwnerAndMode(string target, SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            LinuxFile.KeepOwner(target, file); // first: giving a file away changes its mode
        if (OperatingSystem.IsWindows())
            return;

        // Some file systems know no modes, and refuse to change what is the same.
        UnixFileMode mode = File.GetUnixFileMode(target) & Permissions;
        if (File.GetUnixFileMode(file) != mode)
            File.SetUnixFileMode(file, mode);
    }
}
