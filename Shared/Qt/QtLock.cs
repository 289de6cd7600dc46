using System.Diagnostics;
using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>The lock of a <c>QSharedMemory</c>: excludes Qt programs, and all others that take it.</summary>
/// <remarks>
/// A lock that moves: whoever made its semaphore removes it when it ends, and the next one makes another. So it is looked
/// up each time, by its file, and once more when it has been acquired.
/// </remarks>
[SupportedOSPlatform("linux")]
public sealed class QtLock : IDisposable
{
    // How soon a waiting process notices that it was asked to stop.
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(100);

    private readonly QtKey _key;
    private readonly TimeSpan _timeout;
    private QtSemaphore? _made;
    private bool _mustRemove;

    /// <summary>Names the lock. It is made when it is first needed.</summary>
    /// <param name="key">The key of the segment.</param>
    /// <param name="timeout">The longest wait for it. There is no waiting without end: the holder may be stopped.</param>
    public QtLock(QtKey key, TimeSpan timeout)
    {
        _key = key;
        _timeout = timeout;
    }

    private string Name => $"Qt's lock of segment '{_key}'";

    /// <summary>Waits for the lock.</summary>
    /// <param name="cancel">Ends the wait early, within a tenth of a second.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>, or where the semaphore cannot be made
    /// <see cref="SegmentError.PermissionDenied"/> or <see cref="SegmentError.OutOfResources"/>.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public QtHeldLock Acquire(CancellationToken cancel = default) =>
        TryAcquire(cancel) ?? throw new SegmentException(SegmentError.LockTimeout,
            $"{Name} was not free within {_timeout.TotalSeconds:0.###} s: another process holds it.");

    /// <summary>Waits for the lock, where not getting it is an expected outcome.</summary>
    /// <param name="cancel">Ends the wait early, within a tenth of a second.</param>
    /// <returns>The held lock, or <see langword="null"/> if it was not free in time.</returns>
    public QtHeldLock? TryAcquire(CancellationToken cancel = default)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            TimeSpan left = _timeout - waited.Elapsed;
            if (TryFind() is { } semaphore && TryTake(semaphore, left) is { } held)
                return held;
            if (left <= TimeSpan.Zero)
                return null;
        }
    }

    /// <summary>Makes this object answer for the lock's removal, as Qt does when it creates a segment.</summary>
    internal void MustRemove() => _mustRemove = true;

    /// <summary>Removes the lock if this object made it, or answers for it.</summary>
    public void Dispose()
    {
        if (_mustRemove || _made is not null)
            RemoveCurrent();
        _made?.Remove(); // if another process took its file away, nobody can find it
    }

    private void RemoveCurrent()
    {
        // While it is held, so that nobody else is in the middle of something. The file first: whoever waits for the
        // semaphore is woken by its removal, and must not find the old file then.
        using QtHeldLock? held = TryAcquire();
        if (held is null || !(_mustRemove || held.Semaphore == _made))
            return;

        File.Delete(_key.LockFile);
        held.Semaphore.Remove();
    }

    // Waits for a slice. Null if somebody has it, or if it has moved or was removed meanwhile.
    private QtHeldLock? TryTake(QtSemaphore semaphore, TimeSpan left)
    {
        switch (semaphore.Wait(left < TimeSpan.Zero ? TimeSpan.Zero : left < _slice ? left : _slice, Name))
        {
            case QtSemaphore.Outcome.Acquired when IsStill(semaphore):
                semaphore.Drain();
                return new QtHeldLock(semaphore);
            case QtSemaphore.Outcome.Acquired: // the lock has moved: this is nobody's any more
            case QtSemaphore.Outcome.TimedOut when left > _slice && semaphore.IsStillborn: // its maker needs less to set it
                semaphore.Remove();
                return null;
            default:
                return null;
        }
    }

    // Null if another process removes it at this moment.
    private QtSemaphore? TryFind()
    {
        if (!QtKeyFile.TryMake(_key.LockFile, out int number))
            return null;
        if (QtSemaphore.TryCreate(number, Name) is not { } made)
            return QtSemaphore.TryOpen(number, Name);

        _made?.Remove(); // its file is gone
        return _made = made;
    }

    private bool IsStill(QtSemaphore semaphore) =>
        QtKeyFile.TryFind(_key.LockFile, out int number) && QtSemaphore.TryOpen(number, Name) == semaphore;
}
