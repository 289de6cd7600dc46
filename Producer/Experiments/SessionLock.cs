using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Experiments;

/// <summary>A lock in name only: a mutex whose name is good for one session, and on Linux each terminal is one.</summary>
internal static class SessionLock
{
    internal static int Run(TutorialSettings settings, CancellationToken stop)
    {
        // docs: make-mutex
        // What a plain name means, too, in most releases of .NET: on Linux each terminal is a session, and gets a mutex of
        // its own.
        using var mutex = new Mutex(true, $"ipctutorial-lock.{settings.Key}",
            new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = true }, out bool isMine);
        // docs: end
        if (!isMine)
            throw new SegmentException(SegmentError.LockTimeout, "A Producer in this session holds the lock already.");

        Console.WriteLine("Holding a lock that is good for this session only. In a second terminal:");
        Console.WriteLine("  dotnet run --project Consumer -- --session-lock");
        if (OperatingSystem.IsWindows())
            Console.WriteLine("(On Windows all terminals of a desktop are one session: it will find the lock taken.)");
        Console.WriteLine("Enter releases it.");
        Input.WaitForEnter(stop);
        mutex.ReleaseMutex();
        return ExitCode.Success;
    }
}
