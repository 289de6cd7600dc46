using System.Diagnostics;
using System.Globalization;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A bus of our own: a <c>dbus-daemon</c> that only we know of, and that ends with us.</summary>
internal sealed class DBusDaemon : IDisposable
{
    // The daemon does not notice that we have ended, and if we are killed we cannot tell it. But however we end, the
    // kernel closes our end of the pipe that is the shell's standard input. So the shell waits for that, and then kills
    // the daemon, as its parent: nobody else can get the daemon's process id before "wait". It ignores what a terminal
    // sends to all its programs, or Ctrl+C would end the shell alone. And it closes its standard output, so that we see
    // the end of it, and do not wait, if the daemon cannot start.
    //
    // The settings are those of the bus in a user's session, whose limits leave room for any message; the address is
    // not. "runtime=yes" is $XDG_RUNTIME_DIR/bus: a path would have to be escaped here, and the daemon does that for us
    // when it prints its address.
    private const string Script =
        """
        trap '' HUP INT QUIT TERM
        dbus-daemon --session --nofork --nopidfile --address=unix:runtime=yes --print-address=1 --print-pid=1 &
        exec >&-
        read -r _
        kill -KILL $!
        wait
        """;

    private readonly Process _shell;

    /// <summary>Starts it, and returns when it listens.</summary>
    /// <param name="folder">Where its socket goes.</param>
    internal DBusDaemon(string folder)
    {
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script])
        {
            Environment = { ["XDG_RUNTIME_DIR"] = folder },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string? address = _shell.StandardOutput.ReadLine(), processId = _shell.StandardOutput.ReadLine();
        if (address is null || processId is null)
            throw new InvalidOperationException("dbus-daemon did not start. What it wrote to standard error says why.");
        Address = address;
        Process = Process.GetProcessById(int.Parse(processId, CultureInfo.InvariantCulture));
    }

    /// <summary>Why it cannot be started on this machine, if so.</summary>
    internal static string? Missing =>
        !OperatingSystem.IsLinux() ? "D-Bus is measured on Linux only."
        : IsInstalled ? null
        : "There is no dbus-daemon in the PATH. On Debian and Ubuntu: apt install dbus-daemon";

    internal string Address { get; }

    /// <summary>The daemon itself.</summary>
    internal Process Process { get; }

    private static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "dbus-daemon")));

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        Process.Dispose();
    }
}
