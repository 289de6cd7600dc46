using System.Runtime.InteropServices;

namespace IpcTutorial.Programs;

/// <summary>A program in the background of a terminal (<c>&amp;</c>, <c>bg</c>).</summary>
/// <remarks>Names and values are those of C.</remarks>
internal static partial class BackgroundJob
{
    private const int SIGTTIN = 21; // it reads from its terminal
    private const int SIGTTOU = 22; // it changes that, or writes to it where that is forbidden
    private static readonly int SIG_BLOCK = OperatingSystem.IsMacOS() ? 1 : 0;

    private static readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>From now on, reading fails there, and changing the terminal, as .NET does when the program ends or is continued,
    /// does no harm. By default both stop the process, which then hears no signal but SIGKILL, and keeps what it has.</summary>
    /// <remarks>To be called before anything else: threads inherit it from the one that starts them.</remarks>
    internal static void Heed()
    {
        if (OperatingSystem.IsWindows())
            return;

        // To ignore them is not enough: .NET sets SIGTTOU to its default again whenever it has changed the terminal. A thread
        // that blocks them causes none; one that the whole job gets, since another program of it caused it, has a handler.
        Span<byte> signals = stackalloc byte[128]; // a sigset_t; that of macOS has four
        _ = sigemptyset(signals);
        _ = sigaddset(signals, SIGTTIN);
        _ = sigaddset(signals, SIGTTOU);
        _ = pthread_sigmask(SIG_BLOCK, signals, 0);
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTTIN, context => context.Cancel = true));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTTOU, context => context.Cancel = true));
    }

    [LibraryImport("libc")]
    private static partial int sigemptyset(Span<byte> set);

    [LibraryImport("libc")]
    private static partial int sigaddset(Span<byte> set, int signum);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, ReadOnlySpan<byte> set, nint before);
}
