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
            FileCheck.SetMode(file.SafeFileHandle);
            return file;
        }
        catch (IOException e) when (FileCheck.IsSharingViolation(e))
        {
            return null;
        }
        catch (UnauthorizedAccessException) when (file is null && IsOfAStrangeUmask(path))
        {
            File.SetUnixFileMode(path, FileCheck.OwnerOnly); // its maker has not set it right yet
            return null;
        }
        catch (Exception e) when (FileRefusal.Of(path, e) is { } refusal)
        {
            file?.Dispose();
            throw refusal;
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private static bool IsOfAStrangeUmask(string path) =>
        File.Exists(path) && !FileCheck.IsNotOurFile(path) && File.GetUnixFileMode(path) != FileCheck.OwnerOnly;
}
