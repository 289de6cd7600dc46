using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Isolation;

/// <summary>The tests of Qt's segments count System V objects, which belong to the whole machine, and watch the folder of
/// the key files. So before anything else the process of the tests starts itself anew, with System V objects and a
/// temporary folder of its own: it keeps its number, its arguments and its open files.</summary>
internal static class OwnSystemV
{
    private const string Mark = "TESTS_OWN_SYSTEM_V";

    // What a process ignores (SIGPIPE, in .NET), those it starts would ignore as well. And hundreds are started, each for a
    // moment: a tenth of that goes to compiled code if its memory may not be written and executed at once.
    private const string Script = """
        own=$(mktemp -d) && chmod 1777 "$own" || exit
        again="env --default-signal=PIPE DOTNET_EnableWriteXorExecute=0 TMPDIR=$own TESTS_OWN_SYSTEM_V"
        unshare --ipc true 2> /dev/null && exec unshare --ipc $again=yes "$@"
        [ "$(id -u)" != 0 ] && unshare --user --map-current-user --ipc true 2> /dev/null &&
            exec unshare --user --map-current-user --ipc $again=yes "$@"
        exec $again=no "$@"
        """;

    private static bool _isOwn;

    /// <summary>Asks for System V objects that nobody else sees.</summary>
    internal static void Require() => Requires.That(_isOwn,
        "This system refuses namespaces (unshare --user --ipc): System V objects of others would be seen.");

#pragma warning disable CA2255 // made for libraries: these tests are a program
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Enter()
    {
        if (!OperatingSystem.IsLinux() || Debugger.IsAttached)
            return;

        if (Environment.GetEnvironmentVariable(Mark) is { } answer)
        {
            _isOwn = answer == "yes";
            Environment.SetEnvironmentVariable(Mark, null); // not for the programs that are started
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Path.GetTempPath(), recursive: true);
            return;
        }

        string[] self = File.ReadAllText("/proc/self/cmdline").Split('\0')[..^1];
        _ = execvp("sh", ["sh", "-c", Script, "sh", .. self, null]);
        throw new InvalidOperationException("sh could not be started.");
    }

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int execvp(string file, string?[] argv);
}
