using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>The programs in tests/Peers, by a word: <c>c</c>; <c>python</c>, and that with <c>--mmap</c> or
/// <c>--naive</c>.</summary>
internal static class Peer
{
    private static readonly Lazy<Task<string>> _compiled = new(() => Tools.Build(
        "peer", Directory.GetFiles(Tools.PeersFolder, "*.c")));

    internal static string[] Names { get; } = TestSize.IsFull ? ["c", "python", "python --mmap"] : ["c", "python"];

    /// <summary>A row each; skipped where the machine has no compiler, or no interpreter.</summary>
    internal static TheoryData<string> All =>
        [.. Names.Select(name => new TheoryDataRow<string>(name) { Skip = SkipFor(name) })];

    /// <summary>A row for each of them with each of these.</summary>
    internal static TheoryData<string, T> With<T>(params T[] values) =>
    [
        .. from name in Names
           from value in values
           select new TheoryDataRow<string, T>(name, value) { Skip = SkipFor(name) },
    ];

    /// <summary>Asks for all that a test uses which has no rows.</summary>
    internal static void RequireAll()
    {
        Tools.RequireCompiler();
        Tools.RequirePython();
    }

    internal static string? SkipFor(string peer) => peer == "c"
        ? Requires.SkipFor(Tools.CompilerPackage, Tools.CompilerNames)
        : Requires.SkipFor(Tools.PythonPackage, Tools.PythonName);

    internal static async Task<TutorialProgram> Start(string peer, params string[] arguments) =>
        TutorialProgram.Start(await Command(peer, arguments));

    internal static async Task<ProgramResult> Run(string peer, params string[] arguments) =>
        await TutorialProgram.Run(await Command(peer, arguments));

    /// <summary>A peer that waits for half a second, where others wait for five.</summary>
    internal static async Task<ProgramResult> RunHasty(string peer, params string[] arguments) =>
        await TutorialProgram.Run((await Command(peer, arguments)).WithEnvironmentVariables(
            variables => variables.Set("IPCTUTORIAL_LOCKTIMEOUTSECONDS", "0.5").Set("PYTHONDONTWRITEBYTECODE", "1")));

    /// <summary>A peer that has said its word.</summary>
    internal static async Task<TutorialProgram> Ready(string peer, string word, params string[] arguments)
    {
        TutorialProgram program = await Start(peer, arguments);
        await program.Line(word);
        return program;
    }

    /// <summary>Fails unless a peer has ended with an exit code and a reason of its own.</summary>
    internal static void AssertRefused(int exitCode, string reason, ProgramResult result)
    {
        Assert.True(exitCode == result.ExitCode, $"Expected exit code {exitCode}, found {result}");
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", result.Error, StringComparison.Ordinal);
    }

    internal static async Task<Command> Command(string peer, params string[] arguments)
    {
        string[] words = peer.Split(' ');
        Command command = words[0] == "c"
            ? TutorialProgram.InSession(await _compiled.Value, arguments)
            : TutorialProgram.InSession(
                await Tools.Python(), [Path.Combine(Tools.PeersFolder, "peer.py"), .. arguments, .. words[1..]]);
        return command.WithEnvironmentVariables(variables => variables.Set("PYTHONDONTWRITEBYTECODE", "1"));
    }
}
