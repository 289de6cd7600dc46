using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>Which segments there are, without attaching to any: for diagnosis.</summary>
public static class SegmentDirectory
{
    private static readonly SegmentStorage _storage = SegmentStorage.ThisSystem;

    /// <summary>The keys of this user's segments, those left behind included; for diagnosis.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotSupported"/> on Windows.</exception>
    public static IReadOnlyList<SegmentKey> Keys() => _storage.Keys();

    /// <summary>Looks at what there is under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <param name="removeLeftover">Whether to remove a segment that was left behind. One that somebody is attached to
    /// is never removed.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.PermissionDenied"/>,
    /// <see cref="SegmentError.LockTimeout"/>.</exception>
    public static SegmentState Examine(SegmentKey key, TimeSpan timeout, bool removeLeftover = false)
    {
        // Its holder died, and no segment is left: taking it removes it.
        bool wasLeftBehind = _storage.HasLoneLifeLock(key);
        if (wasLeftBehind && !removeLeftover)
            return SegmentState.LeftBehind;

        using FileStream held = LifeLock.Take(key, timeout);
        SegmentState state = _storage.Examine(key, removeLeftover);
        return state == SegmentState.None && wasLeftBehind ? SegmentState.LeftBehind : state;
    }
}
