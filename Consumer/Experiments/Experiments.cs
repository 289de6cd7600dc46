using System.CommandLine;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Experiments;

/// <summary>The pitfalls that a Consumer can provoke: each an option, each in a file of its own.</summary>
internal static class Experiments
{
    private static readonly Option<bool> _noLock = new("--no-lock")
    {
        Description = "Read 1,000 times without the lock, and count the torn pictures",
    };

    private static readonly Option<bool> _sessionLock = new("--session-lock")
    {
        Description = "Take a lock that another terminal does not see",
    };

    private static readonly Option<bool> _noHold = new("--no-hold")
    {
        Description = "Look at pictures of a stream, with and without the lock of their slot",
    };

    internal static (string Title, Option[] Options) Group =>
        ("Pitfalls to provoke", [_noLock, _sessionLock, _noHold]);

    /// <summary>Runs the experiment that the command line asks for.</summary>
    /// <returns>Its exit code, or <see langword="null"/> if there is none.</returns>
    internal static int? Run(ParseResult commandLine, TutorialSettings settings, bool show, CancellationToken stop)
    {
        if (commandLine.GetValue(_noLock))
            return NoLock.Run(settings, show, stop);
        if (commandLine.GetValue(_noHold))
            return NoHold.Run(settings, stop);
        return commandLine.GetValue(_sessionLock) ? SessionLock.Run(settings) : null;
    }
}
