using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>The folder of the segments, and what this process may do in it.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixFolder
{
    private const int W_OK = 2; // may be written to
    private const int X_OK = 1; // what is in it may be used
    private const int R_OK = 4; // its names may be read

    // On Linux this is where shm_open(3) has its objects, so that C and Python find ours by name. macOS shows none of them.
    internal static string Path { get; } =
        OperatingSystem.IsLinux() ? "/dev/shm" : System.IO.Path.GetTempPath();

    /// <exception cref="SegmentException"><see cref="SegmentError.NotSupported"/>.</exception>
    internal static void CheckIsThere()
    {
        if (!Directory.Exists(Path))
        {
            throw new SegmentException(SegmentError.NotSupported, $"There is no {Path}, in which segments are. Root can make "
                + "one: mkdir -m 1777 /dev/shm && mount -t tmpfs tmpfs /dev/shm");
        }
    }

    internal static bool MayList => access(Path, R_OK) == 0;

    internal static bool MayWrite(string folder) => access(folder, W_OK | X_OK) == 0;

    internal static SegmentException Denied(string folder, bool isListing, Exception? failure = null) =>
        new(SegmentError.NotSupported, $"{folder} cannot be {(isListing ? "listed" : "written to")}: its mode is {Mode(folder)}, "
            + "and for all users it is 1777.", failure);

    private static string Mode(string folder)
    {
        try
        {
            return Convert.ToString((int)File.GetUnixFileMode(folder), 8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "not known";
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int access(string pathname, int mode);
}
