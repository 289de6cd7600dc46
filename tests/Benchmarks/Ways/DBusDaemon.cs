using System.Diagnostics;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A bus of our own.</summary>
internal sealed class DBusDaemon : IDisposable
{
    // The settings are those of the bus in a user's session, whose limits leave room for any message; the address is not.
    // "runtime=yes" is $XDG_RUNTIME_DIR/bus: a path would have to be escaped here, and the daemon does that for us when it
    // prints its address.
    private static readonly string[] _command =
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=unix:runtime=yes", "--print-address=1"];

    private readonly ChildDaemon _daemon;

    /// <summary>Starts it, and returns when it listens.</summary>
    /// <param name="folder">Where its socket goes.</param>
    internal DBusDaemon(string folder)
    {
        _daemon = new ChildDaemon(_command, ("XDG_RUNTIME_DIR", folder));
        Address = _daemon.Output.ReadLine()
            ?? throw new InvalidOperationException("dbus-daemon did not start. What it wrote to standard error says why.");
    }

    /// <summary>Why it cannot be started on this machine, if so.</summary>
    internal static string? Missing =>
        !OperatingSystem.IsLinux() ? "D-Bus is measured on Linux only."
        : ChildDaemon.IsInstalled("dbus-daemon") ? null
        : "There is no dbus-daemon in the PATH. On Debian and Ubuntu: apt install dbus-daemon";

    internal string Address { get; }

    /// <summary>The daemon itself.</summary>
    internal Process Process => _daemon.Process;

    public void Dispose() => _daemon.Dispose();
}
