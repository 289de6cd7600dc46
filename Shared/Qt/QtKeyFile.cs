using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>An empty file that stands for a System V object: the number of the object is made from its inode.</summary>
[SupportedOSPlatform("linux")]
internal static class QtKeyFile
{
    private const int ProjectId = 'Q';

    /// <summary>The number for a file, which is made if there is none.</summary>
    /// <returns>False if another process removed it in between. How often to try again, the caller decides: whoever can
    /// make files here may do that without end.</returns>
    internal static bool TryMake(string path, out int number)
    {
        if (TryFind(path, out number))
            return true;

        TryCreate(path);
        if (TryFind(path, out number))
            return true;

        // It is in the way of a new file, and no number can be made from it.
        return new FileInfo(path).LinkTarget is null ? false : throw new SegmentException(SegmentError.PermissionDenied,
            $"{path} is a link that leads nowhere: no key file can be made in its place. Remove it.");
    }

    /// <summary>The number for a file, if there is one.</summary>
    internal static bool TryFind(string path, out int number)
    {
        number = LibC.ftok(path, ProjectId);
        return number != -1
            || (Marshal.GetLastPInvokeError() is LibC.ENOENT ? false : throw SystemV.Failure("ftok", path));
    }

    private static void TryCreate(string path)
    {
        try
        {
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, // as in Qt
            }).Dispose();
        }
        catch (IOException e) when (e.HResult == LibC.EEXIST)
        {
            // another process was faster
        }
        catch (UnauthorizedAccessException e)
        {
            throw new SegmentException(SegmentError.PermissionDenied,
                $"{path} cannot be created. Qt keeps its key files there; TMPDIR names another folder, for Qt as for us.", e);
        }
    }
}
