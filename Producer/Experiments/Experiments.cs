using System.CommandLine;
using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Experiments;

/// <summary>The pitfalls that a Producer can provoke: each an option, each in a file of its own.</summary>
internal static class Experiments
{
    private static readonly Option<double?> _slowWrite = TutorialCommandLine.Number(
        "--slow-write", "SECONDS", "Write row by row under the lock, for this long", 0, 3600);

    private static readonly Option<double?> _cycle = TutorialCommandLine.Number(
        "--cycle", "MS", "Replace the picture every MS milliseconds, 0: without pause", 0, 60_000);

    private static readonly Option<bool> _attachTwice = new("--attach-twice")
    {
        Description = "Create a segment, and attach to it once more",
    };

    private static readonly Option<bool> _sessionLock = new("--session-lock")
    {
        Description = "Hold a lock that another terminal does not see",
    };

    private static readonly Option<bool> _processLock = new("--process-lock")
    {
        Description = "Hold the lock with FileStream.Lock, and lose it by closing another handle",
    };

    internal static (string Title, Option[] Options) Group =>
        ("Pitfalls to provoke", [_slowWrite, _cycle, _attachTwice, _sessionLock, _processLock]);

    /// <summary>Runs the experiment that the command line asks for.</summary>
    /// <returns>Its exit code, or <see langword="null"/> if there is none.</returns>
    internal static int? Run(ParseResult commandLine, string path, TutorialSettings settings, CancellationToken stop)
    {
        if (commandLine.GetValue(_slowWrite) is { } seconds)
            return SlowWrite.Run(path, settings, TimeSpan.FromSeconds(seconds), stop);
        if (commandLine.GetValue(_cycle) is { } milliseconds)
            return Cycle.Run(path, settings, TimeSpan.FromMilliseconds(milliseconds), stop);
        if (commandLine.GetValue(_attachTwice))
            return AttachTwice.Run(settings);
        if (commandLine.GetValue(_sessionLock))
            return SessionLock.Run(settings, stop);
        return commandLine.GetValue(_processLock) ? ProcessLock.Run(path, settings, stop) : null;
    }
}
