using IpcTutorial.CommandLine;

namespace IpcTutorial.Producer.Experiments;

/// <summary>A lock in name only: a mutex whose name is good for one session, and on Linux each terminal is one.</summary>
internal static class SessionLock
{
    internal static int Run(TutorialSettings settings, CancellationToken stop)
    {
        using SegmentLock sessionLock = SegmentLock.ForSessionOnly(settings.Key);
        using (sessionLock.Acquire(settings.LockTimeout, stop))
        {
            Console.WriteLine("Holding a lock that is good for this session only. In a second terminal:");
            Console.WriteLine("  dotnet run --project Consumer -- --session-lock");
            Console.WriteLine("Enter releases it.");
            Input.WaitForEnter(stop);
        }

        return ExitCode.Success;
    }
}
