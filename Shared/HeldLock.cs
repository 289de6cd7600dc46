namespace IpcTutorial;

/// <summary>The lock of a <see cref="SharedSegment"/>, from taking it until this is disposed.</summary>
/// <remarks>
/// A type of its own, so that a lock which is not held cannot be released. A <c>ref struct</c>, because all others wait:
/// the compiler lets none be kept in a field or held across an <c>await</c>, so it is held no longer than it looks.
/// </remarks>
// docs: held-lock
public readonly ref struct HeldLock
{
    private readonly SegmentLock? _owner;
    private readonly long _ticket;

    internal HeldLock(SegmentLock owner, long ticket)
    {
        _owner = owner;
        _ticket = ticket;
    }

    /// <summary>Releases the lock; again, does nothing.</summary>
    public void Dispose() => _owner?.Release(_ticket);
}
// docs: end
