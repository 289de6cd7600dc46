using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Experiments;

/// <summary>The other half of the Producer's experiment: it holds the lock, and we get it all the same.</summary>
internal static class SessionLock
{
    internal static int Run(TutorialSettings settings)
    {
        using var mutex = new Mutex(true, $"ipctutorial-lock.{settings.Key}",
            new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = true }, out bool isMine);
        if (!isMine)
            throw new SegmentException(SegmentError.LockTimeout, "Another program of this session holds the lock.");

        Console.WriteLine("Got the lock at once, whoever has it in another terminal: each session has one.");
        Console.WriteLine("Without --session-lock there is one lock for all terminals.");
        mutex.ReleaseMutex();
        return ExitCode.Success;
    }
}
