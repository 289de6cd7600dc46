using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>Which segments there are, without attaching to any: for diagnosis.</summary>
public static class SegmentList
{
    private static readonly SegmentStorage _storage = SegmentStorage.ThisSystem;

    /// <summary>The keys of this user's segments, those left behind included, in alphabetical order.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotSupported"/> on Windows.</exception>
    public static IReadOnlyList<SegmentKey> Keys() => _storage.Keys();

    /// <summary>Looks at what there is under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.PermissionDenied"/>,
    /// <see cref="SegmentError.LockTimeout"/>.</exception>
    public static SegmentState Examine(SegmentKey key, TimeSpan timeout)
    {
        if (_storage.HasLoneLifeLock(key))
            return SegmentState.LeftBehind;

        using FileStream held = LifeLock.Take(key, timeout);
        return _storage.Examine(key, removeLeftover: false);
    }

    /// <summary>Removes a segment that was left behind. One that somebody is attached to is never removed.</summary>
    /// <returns>Whether there was anything to remove.</returns>
    /// <inheritdoc cref="Examine" path="/param"/>
    /// <inheritdoc cref="Examine" path="/exception"/>
    public static bool RemoveLeftover(SegmentKey key, TimeSpan timeout)
    {
        // Its holder died, and no segment is left: taking it removes it.
        bool hadLifeLock = _storage.HasLoneLifeLock(key);
        using FileStream held = LifeLock.Take(key, timeout);
        return _storage.Examine(key, removeLeftover: true) switch
        {
            SegmentState.LeftBehind => true,
            SegmentState.None => hadLifeLock,
            _ => false,
        };
    }
}
