using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>A byte of the file that all who are attached share: whoever sees it taken can come and go beside them, and
/// leaves the life lock to those who are in doubt.</summary>
/// <remarks>Without it, of 300 Consumers at once on two processors the most gave up on the life lock.</remarks>
[UnsupportedOSPlatform("windows")]
internal static class Presence
{
    private const int Byte = 2; // after the lock and its turnstile

    /// <summary>Says that this attachment is there. Only when the header is whole: others rely on that.</summary>
    internal static void Announce(SafeFileHandle file) => RangeLock.TryTake(file, Byte, alone: false);

    /// <summary>Whether somebody is attached to the file of a path.</summary>
    internal static bool IsAnybody(string path)
    {
        // Not a FileStream: it would lock the file, and whoever wants to remove it would take us for one of the attached.
        using SafeFileHandle file = RangeLock.OpenToLook(path);
        return !file.IsInvalid && RangeLock.StateOf(file, Byte) != LockState.Free;
    }
}
