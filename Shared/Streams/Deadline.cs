using System.Diagnostics;

namespace IpcTutorial.Streams;

/// <summary>Waiting for what rings no bell: looking again every millisecond, for a time.</summary>
internal readonly struct Deadline(TimeSpan timeout)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Waits until one should look again.</summary>
    /// <returns>False if the time is over.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal bool WaitAMoment(CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (Stopwatch.GetElapsedTime(_start) >= timeout)
            return false;

        Thread.Sleep(_pause);
        return true;
    }
}
