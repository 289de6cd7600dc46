using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;
using CliWrap.Builders;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Isolation;

/// <summary>A machine within the machine, by namespaces of Linux: with its own <c>/dev/shm</c>, <c>/tmp</c> and, if wanted,
/// processes and System V objects. What is done there nobody else sees, and it ends with all that runs in it.</summary>
internal sealed class Machine : IAsyncDisposable
{
    // What lies in /tmp and is needed stays in sight. The number of the first process as others see it: only the old /proc
    // knows.
    private const string Script = """
        read -r number rest < /proc/self/stat
        set -e
        mount -t tmpfs tmpfs /dev/shm
        mount -t tmpfs tmpfs /mnt
        i=0
        for folder; do
            case $folder in /tmp/*) i=$((i + 1)); mkdir /mnt/$i; mount --rbind "$folder" /mnt/$i ;; esac
        done
        mount -t tmpfs -o mode=1777 tmpfs /tmp
        i=0
        for folder; do
            case $folder in /tmp/*) i=$((i + 1)); mkdir -p "$folder"; mount --rbind /mnt/$i "$folder" ;; esac
        done
        if [ $$ = 1 ]; then mount -t proc proc /proc; fi
        # 0x8914 is SIOCSIFFLAGS, 0x49 IFF_UP, IFF_LOOPBACK and IFF_RUNNING: not every system has "ip".
        if [ $(grep -c : /proc/net/dev) = 1 ]; then
            perl -e 'my $up = pack("a16 s", "lo", 0x49); socket(S, 2, 2, 0) && ioctl(S, 0x8914, $up) or die $!'
        fi
        echo "ready: $number"
        while read -r line; do :; done
        """;

    // Who is not root counts as root to mount, and then as the user again.
    private const string MountingAsUser = """
        export user=$(id -u) group=$(id -g)
        exec unshare --user --map-root-user --mount sh -c "
            $0 && exec unshare --user --map-user=$user --map-group=$group \"\$@\"" sh "$@"
        """;

    private static readonly Lazy<Task<string?>> _refusal = new(Try);

    // Who is not root may mount where they count as root.
    private static readonly string[] _user = Environment.IsPrivilegedProcess ? [] : ["--user", "--map-root-user"];

    private readonly TutorialProgram _first;
    private readonly string[] _options;

    private Machine(TutorialProgram first, string[] options, string root)
    {
        _first = first;
        _options = options;
        Root = root;
    }

    /// <summary>Its root folder, as it is reached from outside.</summary>
    internal string Root { get; }

    /// <summary>Asks for a system that allows namespaces.</summary>
    internal static async Task Require() => Requires.That(await Refusal());

    /// <summary>Why there can be none; <see langword="null"/> if there can.</summary>
    internal static Task<string?> Refusal() => _refusal.Value;

    /// <summary>Starts one.</summary>
    /// <param name="hasProcesses">Whether processes and System V objects are its own as well. What is started there has
    /// another number for the test, then.</param>
    /// <param name="folders">What stays in sight if it lies in <c>/tmp</c>: beside the clone, the temporary folder of the
    /// tests, .NET, and the user's home.</param>
    internal static Task<Machine> Start(bool hasProcesses, params string[] folders) => Start(Kinds(hasProcesses), folders);

    /// <summary>Starts one with processes, System V objects and a network of its own, which reaches nobody else.</summary>
    /// <inheritdoc cref="Start(bool, string[])" path="/param"/>
    internal static Task<Machine> StartOffline(params string[] folders) => Start([.. Kinds(hasProcesses: true), "--net"], folders);

    private static async Task<Machine> Start(string[] kinds, string[] folders)
    {
        await Require();
        var first = TutorialProgram.Start(First(kinds, folders));
        string number = (await first.Line("ready: "))[7..];
        string[] user = Environment.IsPrivilegedProcess ? [] : ["--user", "--preserve-credentials"];
        return new Machine(first, ["--target", number, .. user, .. kinds], $"/proc/{number}/root");
    }

    /// <summary>The same command there.</summary>
    internal Command There(Command command) => Before(["nsenter", .. _options], command);

    /// <summary>The command line that starts a program there, in a session of its own. Ctrl+C reaches it, also where the
    /// tests were started to ignore it (with <c>&amp;</c>).</summary>
    internal Command Command(string folder, string program, params string[] arguments) => There(Cli.Wrap("sh").WithArguments(
        ["-c", "cd \"$0\" && exec env --default-signal=HUP,INT,QUIT setsid --wait \"$@\"", folder, program, .. arguments]));

    /// <summary>A command after something that is mounted for it alone. Ask for namespaces first.</summary>
    internal static Command Mounting(string script, Command command) => Environment.IsPrivilegedProcess
        ? Before(["unshare", "--mount", "sh", "-c", $"{script} && exec \"$@\"", "sh"], command)
        : Before(["sh", "-c", MountingAsUser, script], command);

    public async ValueTask DisposeAsync() => await _first.DisposeAsync();

    private static string[] Kinds(bool hasProcesses) => hasProcesses ? ["--mount", "--pid", "--ipc"] : ["--mount"];

    /// <summary>A command that other words come before: those that start it somewhere else.</summary>
    internal static Command Before(string[] words, Command command) => command.WithTargetFile(words[0]).WithArguments(
        $"{new ArgumentsBuilder().Add(words[1..]).Add(command.TargetFilePath).Build()} {command.Arguments}");

    private static Command First(string[] kinds, string[] folders)
    {
        string[] fork = kinds.Contains("--pid") ? ["--fork", "--kill-child"] : [];
        return Cli.Wrap("unshare").WithArguments(
        [
            .. _user, .. kinds, .. fork, "sh", "-c", Script, "sh",
            TutorialProgram.Root, Path.GetTempPath(), RuntimeEnvironment.GetRuntimeDirectory(),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), .. folders,
        ]);
    }

    private static async Task<string?> Try()
    {
        if (Requires.MissingOf("util-linux", "unshare", "nsenter", "mount") is { } missing)
            return missing;

        BufferedCommandResult result = await First(Kinds(hasProcesses: true), [])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.ExitCode == 0 ? null : $"This system refuses namespaces: {result.StandardError.Trim()}";
    }
}
