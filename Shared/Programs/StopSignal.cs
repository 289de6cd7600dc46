using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>Turns Ctrl+C, SIGTERM and a closing terminal into a request to stop, so that the program can detach.</summary>
/// <remarks>Without it the process ends at once and disposes nothing. The second signal of a kind does just that;
/// one of another kind may be the same wish: Ctrl+C reaches all programs of a terminal, and one passes it on to the other.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A signal may come until the process has ended.")]
public sealed class StopSignal
{
    // Kept until the process has ended. A signal is handed to us a moment after it came, on a thread of its own: would nobody
    // listen any more, or would the source be disposed, it would end a program that has done its work with another exit code.
    private static readonly List<PosixSignalRegistration> _registrations = [];

    private readonly CancellationTokenSource _source = new();

    /// <summary>Begins to listen.</summary>
    public StopSignal()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _registrations.AddRange(signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal)));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a program that a signal stopped short: 128 + the number of the last signal.</summary>
    public int ExitCode { get; private set; }

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

        // Windows ends the process when this returns, if the window was closed or the user logs off: it ends by itself.
        if (OperatingSystem.IsWindows() && context.Signal is PosixSignal.SIGHUP or PosixSignal.SIGTERM)
            Thread.Sleep(Timeout.Infinite);
    }
    // docs: end
}
