using System.Diagnostics;
using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>Asks another process to end. .NET can only kill, which leaves it no time to remove what it is writing.</summary>
public static partial class Termination
{
    private const int SIGTERM = 15;

    /// <summary>Sends SIGTERM. On Windows, where there is none, it is killed.</summary>
    /// <param name="process">A process of this user that this process has started, or itself.</param>
    public static void Ask(Process process)
    {
        if (process.HasExited)
            return;

        if (OperatingSystem.IsWindows())
            process.Kill();
        else
            _ = kill(process.Id, SIGTERM); // fails only if it has ended meanwhile
    }

    [LibraryImport("libc")]
    private static partial int kill(int pid, int sig);
}
