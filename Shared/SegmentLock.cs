using System.Diagnostics;
using IpcTutorial.Storage;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial;

/// <summary>The lock of a segment, as one attachment has it: readers share it, a writer has it alone.</summary>
/// <remarks>
/// The kernel keeps it with the segment's own file, so whoever finds the segment finds the lock. It belongs to the
/// attachment, not to a thread or a process: two attachments exclude each other in one process too. The kernel ends it
/// with the attachment, even that of a killed process; whether the work was done, the header tells.
/// </remarks>
internal sealed class SegmentLock
{
    // Bytes of the file; what is written there does not matter.
    private const int Lock = 0;
    private const int Turnstile = 1;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    private readonly SafeFileHandle _file;
    private readonly long _start;
    private readonly SegmentKey _key;

    // The ticket of the HeldLock that there is, or 0: the kernel would let an open file take its own lock again.
    private long _ticket;
    private long _lastTicket;

    /// <param name="file">The open file of the attachment.</param>
    /// <param name="start">The byte of the lock; the turnstile is the next one.</param>
    /// <param name="key">The segment, for messages.</param>
    internal SegmentLock(SafeFileHandle file, long start, SegmentKey key)
    {
        _file = file;
        _start = start;
        _key = key;
    }

    /// <summary>What other attachments have of it now.</summary>
    internal LockState State => RangeLock.StateOf(_file, _start + Lock);

    /// <summary>Waits for the lock.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>.</exception>
    /// <inheritdoc cref="TryTake" path="/exception"/>
    internal HeldLock Take(bool alone, TimeSpan timeout, CancellationToken cancel) =>
        TryTake(alone, timeout, out HeldLock held, cancel)
            ? held
            : throw new SegmentException(SegmentError.LockTimeout,
                $"The lock of segment '{_key}' was not free within {timeout.TotalSeconds:0.###} s: another process holds it.");

    /// <summary>Waits for the lock, where not getting it is an expected outcome.</summary>
    /// <exception cref="LockRecursionException">This attachment holds it already.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal bool TryTake(bool alone, TimeSpan timeout, out HeldLock held, CancellationToken cancel)
    {
        long ticket = Interlocked.Increment(ref _lastTicket);
        if (Interlocked.CompareExchange(ref _ticket, ticket, 0) != 0)
            throw new LockRecursionException($"This attachment holds the lock of segment '{_key}' already.");

        bool isMine = false;
        try
        {
            isMine = TryTakeInTurn(alone, timeout, cancel);
            held = isMine ? new HeldLock(this, ticket) : default;
            return isMine;
        }
        finally
        {
            if (!isMine)
                Volatile.Write(ref _ticket, 0);
        }
    }

    /// <summary>Releases the lock if the ticket is the current holder's, so that releasing twice does no harm.</summary>
    internal void Release(long ticket)
    {
        if (Volatile.Read(ref _ticket) != ticket)
            return;

        if (!_file.IsClosed) // detaching has released it
            RangeLock.Release(_file, _start + Lock);
        Volatile.Write(ref _ticket, 0);
    }

    // docs: wait-for-lock
    // Behind a turnstile: whoever stands in it lets nobody by. So one who releases the lock and wants it again at once
    // stands behind those who wait, and readers who are never all gone let a writer in.
    private bool TryTakeInTurn(bool alone, TimeSpan timeout, CancellationToken cancel)
    {
        long start = 0;
        bool isMyTurn = false;
        try
        {
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                isMyTurn = isMyTurn || RangeLock.TryTake(_file, _start + Turnstile, alone);
                if (isMyTurn && RangeLock.TryTake(_file, _start + Lock, alone))
                    return true;

                start = start == 0 ? Stopwatch.GetTimestamp() : start; // most often it is free, and we need no clock
                if (Stopwatch.GetElapsedTime(start) >= timeout)
                    return false;

                Thread.Sleep(_pause);
            }
        }
        finally
        {
            if (isMyTurn)
                RangeLock.Release(_file, _start + Turnstile);
        }
    }
    // docs: end
}
