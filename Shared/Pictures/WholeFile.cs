using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Pictures;

/// <summary>Writes a file whole or not at all: under another name first, which becomes its own in one step.</summary>
internal static class WholeFile
{
    // Not setuid, setgid and sticky: they were given to what was in the file.
    private const UnixFileMode Permissions = (UnixFileMode)0x1FF; // 0777

    /// <summary>Writes it. A link is followed; the owner and the mode of a file that is replaced stay.</summary>
    /// <exception cref="IOException">Nothing could be written, or the owner could not be kept: what was there is there
    /// still.</exception>
    internal static void Write(string path, bool overwrite, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        if (File.Exists(target))
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;

        // In the same folder, since a rename is one step only within a file system.
        string temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew))
            {
                if (File.Exists(target))
                    KeepOwnerAndMode(target, file.SafeFileHandle);
                write(file);

                // A file system may write down the new name before the bytes: after a power cut the file would be empty.
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void KeepOwnerAndMode(string target, SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            LinuxFileOwner.Keep(target, file); // first: giving a file away changes its mode
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, File.GetUnixFileMode(target) & Permissions);
    }
}
