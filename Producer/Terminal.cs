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

    internal static SafeFileHandle StandardInput => new(STDIN_FILENO, ownsHandle: false);

    /// <summary>Whether it is still there: a window may have been closed, or a connection dropped.</summary>
    internal static bool IsThere => tcgetpgrp(STDIN_FILENO) >= 0;

    [LibraryImport("libc")]
    private static partial int tcgetpgrp(int fd);
}
