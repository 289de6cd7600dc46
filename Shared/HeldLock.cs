namespace IpcTutorial;

/// <summary>A <see cref="SegmentLock"/> that this thread holds, until it is disposed.</summary>
/// <remarks>
/// A type of its own, so that a lock which is not held cannot be released. A <c>ref struct</c>, because a mutex belongs
/// to the thread that took it: the compiler lets none be kept in a field, handed to another thread or held across an
/// <c>await</c>.
/// </remarks>
// docs: held-lock
public readonly ref struct HeldLock
{
    private readonly SegmentLock? _owner;
    private readonly long _ticket;

    internal HeldLock(SegmentLock owner, long ticket, bool wasAbandoned)
    {
        _owner = owner;
        _ticket = ticket;
        WasAbandoned = wasAbandoned;
    }

    /// <summary>Whether the previous holder died without releasing the lock, so that its work may be half done.</summary>
    /// <remarks>Not a thing to rely on: only processes that had the lock open at that time are told.</remarks>
    public bool WasAbandoned { get; }

    /// <summary>Releases the lock; again, does nothing.</summary>
    public void Dispose() => _owner?.Release(_ticket);
}
// docs: end
