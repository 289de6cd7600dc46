using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.Versioning;
using System.Text;

namespace IpcTutorial.Storage;

/// <summary>Windows: a map has no file that could carry locks, so there is one for all of a user's segments. It stays, and
/// nothing is ever written to it.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsLockFile
{
    // Of a key's range: after the lock and its turnstile. Behind it are the locks of a stream.
    private const int LifeLockByte = 2;
    private const int BytesOfAKey = 128;

    private static readonly string _path = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "ipctutorial.locks");

    // The file is the user's, a map one session's: the same key in two sessions is two segments, and two ranges.
    private static readonly int _session = Process.GetCurrentProcess().SessionId;

    /// <summary>Opens the file: each attachment has it open for itself, and so has locks of its own.</summary>
    internal static FileStream Open()
    {
        try
        {
            return new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new SegmentException(SegmentError.PermissionDenied,
                $"The file of the locks, {_path}, cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>Where a key has its bytes: a range of locks may lie beyond the end of a file, so there are enough for all.
    /// </summary>
    internal static long RangeOf(SegmentKey key) =>
        (long)(XxHash3.HashToUInt64(Encoding.ASCII.GetBytes($"{_session}/{key}")) >> 8) * BytesOfAKey;

    /// <inheritdoc cref="SegmentStorage.TryTakeLifeLock"/>
    internal static FileStream? TryTakeLifeLock(SegmentKey key)
    {
        FileStream file = Open();
        if (RangeLock.TryTake(file.SafeFileHandle, RangeOf(key) + LifeLockByte, alone: true))
            return file;

        file.Dispose();
        return null;
    }
}
