using System.Diagnostics;
using System.Globalization;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A server of our own, that only we know of, and that ends with us.</summary>
internal sealed class ChildDaemon : IDisposable
{
    // It does not notice that we have ended, and if we are killed we cannot tell it. But however we end, the kernel closes our
    // end of the pipe that is the shell's standard input. So the shell waits for that, and then kills the server. If that has
    // ended by itself, there is nobody of its number: the kernel gives a number again only after all others. The shell ignores
    // what a terminal sends to all its programs, or Ctrl+C would end the shell alone. And it closes its standard output, so that
    // we see the end of it, and do not wait, if the server cannot start. The process of the server says its number itself,
    // before it is the server: said by the shell, it came now and then after the first line of the server.
    private const string Script =
        """
        trap '' HUP INT QUIT TERM
        sh -c 'echo $$; exec "$@"' sh "$@" &
        exec >&-
        read -r _
        kill -KILL $! 2> /dev/null
        wait
        """;

    private readonly Process _shell;

    /// <summary>Starts it.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">A variable to set, and its value.</param>
    internal ChildDaemon(string[] command, (string Name, string Value)? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (environment is { } variable)
            start.Environment[variable.Name] = variable.Value;
        _shell = Process.Start(start)!;
        Process = Process.GetProcessById(int.Parse(_shell.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture));
    }

    /// <summary>The server itself.</summary>
    internal Process Process { get; }

    /// <summary>What it says.</summary>
    internal StreamReader Output => _shell.StandardOutput;

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        Process.Dispose();
    }

    internal static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
