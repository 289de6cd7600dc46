using CliWrap;
using CliWrap.Buffered;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>The C compiler and Python, as the machine has them.</summary>
internal static class Tools
{
    internal const string Compiler = "cc";
    internal const string CompilerPackage = "gcc libc6-dev";
    internal static readonly string[] CompilerNames = [Compiler, "stdio.h"];
    internal const string PythonName = "python3";
    internal const string PythonPackage = "python3";

    private static readonly Lazy<Task<string>> _python = new(async () =>
        (await Cli.Wrap(PythonName).WithArguments(["-c", "import sys; print(sys.executable)"]).ExecuteBufferedAsync())
            .StandardOutput.Trim());

    internal static string PeersFolder { get; } = Path.Combine(TutorialProgram.Root, "tests", "Peers");

    /// <summary>The interpreter itself: <c>python3</c> may be a script that looks for it first, each time.</summary>
    internal static Task<string> Python() => _python.Value;

    // Elsewhere than on Linux a segment is no POSIX object.
    internal static void RequireCompiler() => Requires.Programs(CompilerPackage, CompilerNames);

    internal static void RequirePython() => Requires.Programs(PythonPackage, PythonName);

    /// <summary>Compiles C11 with POSIX; warnings are errors. Returns what the compiler says against it.</summary>
    internal static async Task<string> Compile(params string[] arguments)
    {
        BufferedCommandResult result = await Cli.Wrap(Compiler)
            .WithArguments(["-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic", .. arguments])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync();
        return result.ExitCode == 0 ? "" : $"cc ends with {result.ExitCode}: {result.StandardError}";
    }

    /// <summary>Compiles what is loaded into a program before the C library, with <c>LD_PRELOAD</c>: a file of this folder.
    /// </summary>
    internal static Task<string> BuildPreload(string name) => Build($"{name}.so", "-shared", "-fPIC",
        Path.Combine(TutorialProgram.Root, $"tests/IpcTutorial.Tests/Peers/{name}.c"), "-ldl");

    /// <summary>Compiles into a file in the temporary folder of the tests, and returns its path. It has no space, which
    /// would end it in <c>LD_PRELOAD</c>.</summary>
    internal static async Task<string> Build(string name, params string[] arguments)
    {
        string path = Path.Combine(Path.GetTempPath(), name);
        Assert.Equal("", await Compile([.. arguments, "-o", path]));
        return path;
    }
}
