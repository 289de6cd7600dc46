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

    /// <summary>From now on, this thread and those that it starts are not stopped when they read from the terminal, which
    /// fails, or change it, as .NET does when the program ends. By default both stop the process, which then hears no signal
    /// but SIGKILL, and keeps what it has.</summary>
    internal static void Block()
    {
        if (OperatingSystem.IsWindows())
            return;

        // To ignore them is not enough: .NET sets SIGTTOU to its default again whenever it has changed the terminal.
        Span<byte> signals = stackalloc byte[128]; // a sigset_t; that of macOS has four
        _ = sigemptyset(signals);
        _ = sigaddset(signals, SIGTTIN);
        _ = sigaddset(signals, SIGTTOU);
        _ = pthread_sigmask(SIG_BLOCK, signals, 0);
    }

    /// <summary>From now on, the process is not stopped either when another program of its job causes these signals; and when
    /// it is continued in the background, it leaves the terminal alone, which another program has.</summary>
    internal static void Heed()
    {
        if (OperatingSystem.IsWindows())
            return;

        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTTIN, context => context.Cancel = true));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTTOU, context => context.Cancel = true));
        _registrations.Add(PosixSignalRegistration.Create(
            PosixSignal.SIGCONT, context => context.Cancel = tcgetpgrp(0) != getpgrp()));
    }

    [LibraryImport("libc")]
    private static partial int sigemptyset(Span<byte> set);

    [LibraryImport("libc")]
    private static partial int sigaddset(Span<byte> set, int signum);

    [LibraryImport("libc")]
    private static partial int pthread_sigmask(int how, ReadOnlySpan<byte> set, nint before);

    [LibraryImport("libc")]
    private static partial int tcgetpgrp(int fd);

    [LibraryImport("libc")]
    private static partial int getpgrp();
}
