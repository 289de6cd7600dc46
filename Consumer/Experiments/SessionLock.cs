using IpcTutorial.CommandLine;

namespace IpcTutorial.Consumer.Experiments;

/// <summary>The other half of the Producer's experiment: it holds the lock, and we get it all the same.</summary>
internal static class SessionLock
{
    internal static int Run(TutorialSettings settings)
    {
        using SegmentLock sessionLock = SegmentLock.ForSessionOnly(settings.Key);
        using (sessionLock.Acquire(settings.LockTimeout))
        {
            Console.WriteLine("Got the lock at once, whoever holds it in another terminal: each session has its own.");
            Console.WriteLine("Without --session-lock there is one lock for all terminals.");
        }

        return ExitCode.Success;
    }
}
