using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>A program in the background of a terminal (<c>&amp;</c>, <c>bg</c>).</summary>
/// <remarks>Names and values are those of C.</remarks>
internal static partial class BackgroundJob
{
    private const int SIGTTIN = 21; // it reads from its terminal
    private const int SIGTTOU = 22; // it changes that, or writes to it where that is forbidden
    private const int SIG_IGN = 1;

    /// <summary>From now on, reading fails there, and changing the terminal, as .NET does when the program ends or is continued,
    /// does no harm. By default both stop the process, which then hears no signal but SIGKILL, and keeps what it has.</summary>
    internal static void Heed()
    {
        if (OperatingSystem.IsWindows())
            return;

        _ = signal(SIGTTIN, SIG_IGN);
        _ = signal(SIGTTOU, SIG_IGN);
    }

    [LibraryImport("libc")]
    private static partial nint signal(int signum, nint handler);
}
