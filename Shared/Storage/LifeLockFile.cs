using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Linux and macOS: the life lock of a key is a file beside the segment, opened for oneself.</summary>
/// <remarks>
/// .NET locks the file, looks then whether it is still the one of that name, and removes it when it is closed. The kernel
/// ends the lock with its holder; what a killed one leaves is a file that the next one opens.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal static class LifeLockFile
{
    private const int ENoSpace = 28;

    /// <summary>Opens the file, or creates it; null if somebody else has it open.</summary>
    internal static FileStream? TryOpen(string path)
    {
        FileCheck.ThrowIfLocksAreOff();
        if (FileCheck.IsNotOurFile(path))
            throw FileCheck.NotOurs(path);

        FileStream? file = null;
        try
        {
            // docs: open-life-lock
            file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
                Options = FileOptions.DeleteOnClose,
                UnixCreateMode = FileCheck.OwnerOnly,
            });
            // docs: end
            FileCheck.CheckOwner(file);
            File.SetUnixFileMode(file.SafeFileHandle, FileCheck.OwnerOnly); // whatever the umask has made of it
            return file;
        }
        catch (IOException e) when (FileCheck.IsSharingViolation(e))
        {
            return null;
        }
        catch (IOException e) when (FileCheck.IsReadOnlyFileSystem(e))
        {
            throw FileCheck.ReadOnlyFileSystem(path, e);
        }
        catch (IOException e) when (e.HResult is ENoSpace)
        {
            throw new SegmentException(SegmentError.OutOfResources, $"{Path.GetDirectoryName(path)} has no room for one more "
                + "file.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            if (!File.Exists(path) || FileCheck.IsNotOurFile(path))
                throw FileCheck.NotOurs(path, e);
            File.SetUnixFileMode(path, FileCheck.OwnerOnly); // made under a strange umask, and not set right yet
            return null;
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }
}
