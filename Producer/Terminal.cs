using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Producer;

/// <summary>The terminal of standard input, on Linux and macOS.</summary>
/// <remarks>Names and values are those of C.</remarks>
[UnsupportedOSPlatform("windows")]
internal static partial class Terminal
{
    private const int STDIN_FILENO = 0;
    private const int SIGTTIN = 21; // a program in the background reads from its terminal
    private const int SIG_IGN = 1;

    internal static SafeFileHandle StandardInput => new(STDIN_FILENO, ownsHandle: false);

    /// <summary>Whether it is still there: a window may have been closed, or a connection dropped.</summary>
    internal static bool IsThere => tcgetpgrp(STDIN_FILENO) >= 0;

    /// <summary>In the background, reading fails from now on. By default it stops the process, which then hears no signal
    /// but SIGKILL.</summary>
    internal static void LetOthersBeInFront()
    {
        _ = signal(SIGTTIN, SIG_IGN);
    }

    [LibraryImport("libc")]
    private static partial int tcgetpgrp(int fd);

    [LibraryImport("libc")]
    private static partial nint signal(int signum, nint handler);
}
