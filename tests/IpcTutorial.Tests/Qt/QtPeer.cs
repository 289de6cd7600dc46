using CliWrap;
using CliWrap.Buffered;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>A program of tests/Peers/qt, compiled against Qt 5 or Qt 6: once in each run of the tests.</summary>
internal static class QtPeer
{
    private static readonly Lazy<Task<string>>[] _programs = [.. new[] { 5, 6 }.Select(version =>
        new Lazy<Task<string>>(() => Compile(version)))];

    /// <summary>A row for each version of Qt; skipped where the machine cannot compile for it.</summary>
    internal static TheoryData<int> Versions =>
        [new TheoryDataRow<int>(5) { Skip = SkipFor(5) }, new TheoryDataRow<int>(6) { Skip = SkipFor(6) }];

    /// <summary>Asks for what compiles for a version of Qt.</summary>
    internal static void Require(int version) => Requires.Programs(PackageOf(version), ToolsOf(version));

    internal static string? SkipFor(int version) => Requires.SkipFor(PackageOf(version), ToolsOf(version));

    /// <summary>Starts the program with a command of its own: <c>save</c>, <c>load</c>, …</summary>
    internal static async Task<TutorialProgram> Start(int version, QtPlace place, params string[] arguments) =>
        TutorialProgram.Start(await Command(version, place, arguments));

    internal static async Task<ProgramResult> Run(int version, QtPlace place, params string[] arguments) =>
        await TutorialProgram.Run(await Command(version, place, arguments));

    private static async Task<Command> Command(int version, QtPlace place, string[] arguments) =>
        TutorialProgram.InSession(await _programs[version - 5].Value, arguments)
            .WithEnvironmentVariables(place.Environment.Build());

    private static string PackageOf(int version) => $"g++ libc6-dev pkg-config {(version == 5 ? "qtbase5-dev" : "qt6-base-dev")}";

    private static string[] ToolsOf(int version) => ["g++", "stdio.h", "pkg-config", $"Qt{version}Gui.pc"];

    private static async Task<string> Compile(int version)
    {
        string flags = await Output("pkg-config", "--cflags", "--libs", $"Qt{version}Gui");
        string program = Path.Combine(Path.GetTempPath(), $"peer{version}");

        // All in one, since reading Qt's headers takes longer than all else.
        string all = $"{program}.cpp";
        await File.WriteAllLinesAsync(all, Directory
            .GetFiles(Path.Combine(TutorialProgram.Root, "tests", "Peers", "qt"), "*.cpp")
            .Select(source => $"#include \"{source}\""));
        await Output("g++", ["-std=c++17", "-fPIC", "-Wall", "-Werror", "-o", program, all, .. flags.Split(' ')]);
        return program;
    }

    private static async Task<string> Output(string program, params string[] arguments)
    {
        BufferedCommandResult result = await Cli.Wrap(program).WithArguments(arguments)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync().Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(result.ExitCode == 0, result.StandardError);
        return result.StandardOutput.Trim();
    }
}
