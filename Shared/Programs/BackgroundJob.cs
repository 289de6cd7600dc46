using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>A program in the background of a terminal (<c>&amp;</c>, <c>bg</c>).</summary>
/// <remarks>Names and values are those of C.</remarks>
internal static partial class BackgroundJob
{
    private const int SIGTTOU = 22; // it changes its terminal, or writes to it where that is forbidden
    private const int SIG_IGN = 1;

    /// <summary>When it is continued or ends, .NET puts its terminal in order. In the background that would stop it, and a
    /// program that is stopped hears no signal but SIGKILL: it kept what it had for ever.</summary>
    internal static void Heed()
    {
        if (!OperatingSystem.IsWindows())
            _ = signal(SIGTTOU, SIG_IGN);
    }

    [LibraryImport("libc")]
    private static partial nint signal(int signum, nint handler);
}
