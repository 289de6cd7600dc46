using System.Diagnostics;

namespace IpcTutorial.Storage;

/// <summary>The life lock of a key: held for as long as it takes to create a segment, to attach to it or to leave it.
/// </summary>
internal static class LifeLock
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Waits for the life lock, and holds it until the file is closed.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>, or
    /// <see cref="SegmentError.PermissionDenied"/> if something else has its name.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal static FileStream Take(SegmentKey key, TimeSpan timeout, CancellationToken cancel = default) =>
        TryTake(key, timeout, cancel) ?? throw new SegmentException(SegmentError.LockTimeout,
            $"The life lock of segment '{key}' was not free within {timeout.TotalSeconds:0.###} s: another process holds it.");

    /// <summary>Waits for the life lock; null if it was not free in time.</summary>
    internal static FileStream? TryTake(SegmentKey key, TimeSpan timeout, CancellationToken cancel = default)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (SegmentStorage.ThisSystem.TryTakeLifeLock(key) is { } held)
                return held;
            if (Stopwatch.GetElapsedTime(start) >= timeout)
                return null;

            Thread.Sleep(_pause);
        }
    }
}
