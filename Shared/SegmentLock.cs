using System.Diagnostics;

namespace IpcTutorial;

/// <summary>Mutual exclusion between all processes of one user that use the same key.</summary>
/// <example>
/// <code>
/// using var segmentLock = new SegmentLock(new SegmentKey("ipc-tutorial"));
/// using (segmentLock.Acquire(TimeSpan.FromSeconds(5)))
/// {
///     // nobody else is here
/// }
/// </code>
/// </example>
public sealed class SegmentLock : IDisposable
{
    // How soon a waiting process notices that it was asked to stop: a named mutex cannot be waited for together with
    // a cancellation token (PlatformNotSupportedException on Unix).
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(100);

    private readonly Mutex _mutex;
    private readonly string _name;

    // Written by the holder only: the ticket of its HeldLock, or 0 while this object does not hold the mutex.
    private long _ticket;
    private long _lastTicket;

    /// <summary>Opens the picture lock of a key; the first process that does so makes it.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.PermissionDenied"/>, or
    /// <see cref="SegmentError.OutOfResources"/> where the system cannot make a mutex.</exception>
    public SegmentLock(SegmentKey key)
        : this($"ipctutorial-lock.{key}", $"The lock of segment '{key}'")
    {
    }

    private SegmentLock(string mutexName, string name, bool isForSessionOnly = false)
    {
        _name = name;
        ThrowIfNoRoom();
        try
        {
            // docs: make-mutex
            // Not for one session only: on Linux each terminal is a session, and each would get a mutex of its own.
            // Always said, since the defaults differ between releases of .NET. CurrentUserOnly keeps others out.
            _mutex = new Mutex(false, mutexName,
                new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = isForSessionOnly });
            // docs: end
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or WaitHandleCannotBeOpenedException)
        {
            throw new SegmentException(SegmentError.PermissionDenied, $"{name} could not be opened: {e.Message}", e);
        }
    }

    /// <summary>A lock in name only, to show the pitfall: processes in different terminals do not exclude each other.
    /// </summary>
    public static SegmentLock ForSessionOnly(SegmentKey key) =>
        new($"ipctutorial-lock.{key}", $"The session's lock of segment '{key}'", isForSessionOnly: true);

    /// <summary>The life lock of a key: held for as long as it takes to create, attach or detach.</summary>
    internal static SegmentLock ForLifeOf(SegmentKey key) =>
        new($"ipctutorial-life.{key}", $"The life lock of segment '{key}'");

    /// <summary>Waits for the lock.</summary>
    /// <param name="timeout">The longest wait. There is no waiting without end: the holder may be stopped.</param>
    /// <param name="cancel">Ends the wait early, within a tenth of a second.</param>
    /// <returns>The held lock, to be disposed by the thread that acquired it.</returns>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public HeldLock Acquire(TimeSpan timeout, CancellationToken cancel = default) =>
        TryAcquire(timeout, out HeldLock held, cancel)
            ? held
            : throw new SegmentException(SegmentError.LockTimeout,
                $"{_name} was not free within {timeout.TotalSeconds:0.###} s: another process holds it. Try again, or allow "
                + "more time: --lock-timeout SECONDS");

    /// <summary>Waits for the lock, where not getting it is an expected outcome.</summary>
    /// <param name="timeout">The longest wait; zero tries once.</param>
    /// <param name="held">The held lock, if it was acquired.</param>
    /// <param name="cancel">Ends the wait early, within a tenth of a second.</param>
    /// <returns>Whether the lock was acquired.</returns>
    public bool TryAcquire(TimeSpan timeout, out HeldLock held, CancellationToken cancel = default)
    {
        // docs: wait-for-mutex
        long start = 0;
        TimeSpan wait = TimeSpan.Zero; // most often it is free, and we need no clock
        for (; ; )
        {
            cancel.ThrowIfCancellationRequested();
            try
            {
                if (_mutex.WaitOne(wait))
                {
                    ThrowIfHeldAlready();
                    held = Hold(wasAbandoned: false);
                    return true;
                }
            }
            catch (AbandonedMutexException)
            {
                // The holder died. We have the lock now; whether its work is whole, the header tells.
                held = Hold(wasAbandoned: true);
                return true;
            }

            start = start == 0 ? Stopwatch.GetTimestamp() : start;
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                held = default;
                return false;
            }

            wait = left < _slice ? left : _slice;
        }
        // docs: end
    }

    /// <summary>Releases the lock if the ticket is the current holder's, so that releasing twice does no harm.</summary>
    internal void Release(long ticket)
    {
        if (_ticket != ticket)
            return;

        _ticket = 0;
        _mutex.ReleaseMutex();
    }

    /// <summary>Closes the lock. It lives on while other processes have it open.</summary>
    public void Dispose() => _mutex.Dispose();

    private HeldLock Hold(bool wasAbandoned) => new(this, _ticket = ++_lastTicket, wasAbandoned);

    // On Unix .NET maps a file of this folder for each named mutex, and reserves no memory for it: with none free, the
    // first touch kills the process. The folder has changed in 10.0.13.
    private void ThrowIfNoRoom()
    {
        string folder = Environment.Version < new Version(10, 0, 13)
            ? "/tmp"
            : Environment.GetEnvironmentVariable(OperatingSystem.IsMacOS() ? "TMPDIR" : "XDG_RUNTIME_DIR")
                ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (!OperatingSystem.IsWindows() && Directory.Exists(folder)
            && new DriveInfo(folder).AvailableFreeSpace < Environment.SystemPageSize)
        {
            throw new SegmentException(SegmentError.OutOfResources,
                $"{_name} has no room: {folder}, where .NET keeps its files, is full. Free some space there.");
        }
    }

    // A mutex lets its own thread in again, and then wants to be released as often. Nothing here needs that.
    private void ThrowIfHeldAlready()
    {
        if (_ticket == 0)
            return;

        _mutex.ReleaseMutex();
        throw new LockRecursionException($"{_name} is held by this thread already.");
    }
}
