using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>Turns Ctrl+C, SIGTERM and a closing terminal into a request to stop, so that the program can detach.</summary>
/// <remarks>Without it the process ends at once and disposes nothing. The second signal of a kind does just that;
/// one of another kind may be the same wish: Ctrl+C reaches all programs of a terminal, and one passes it on to the other.
/// </remarks>
public sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Begins to listen.</summary>
    public StopSignal()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a program that a signal stopped short: 128 + the number of the last signal.</summary>
    public int ExitCode { get; private set; }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        // Not the source: a signal that came just before this is handed to us just after it, on a thread of its own, and
        // cancelling what is disposed would end the program with a stack trace.
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
    }

    // docs: on-signal
    private void OnSignal(PosixSignalContext context)
    {
        int exitCode = 128 + context.Signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            _ => 15,
        };
        if (exitCode == ExitCode)
            return; // once more: then at once

        ExitCode = exitCode;
        context.Cancel = true;
        _source.Cancel();
    }
    // docs: end
}
