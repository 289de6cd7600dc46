using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>The limit on the size of files (<c>ulimit -f</c>).</summary>
internal static class FileSizeLimit
{
    private const int SIGXFSZ = 25; // the same on Linux and macOS
    private static PosixSignalRegistration? _registration;

    /// <summary>From now on, a write beyond it fails. By default it ends the process.</summary>
    internal static void Heed()
    {
        if (!OperatingSystem.IsWindows())
            _registration ??= PosixSignalRegistration.Create((PosixSignal)SIGXFSZ, signal => signal.Cancel = true);
    }
}
