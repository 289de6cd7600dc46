using CliWrap;
using CliWrap.Buffered;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>A program of tests/Peers/qt, compiled against Qt 5 or Qt 6: once in each run of the tests.</summary>
internal static class QtPeer
{
    private static readonly Lazy<Task<string>>[] _programs = [.. new[] { 5, 6 }.Select(version =>
        new Lazy<Task<string>>(() => Compile(version)))];

    /// <summary>Starts the program with a command of its own: <c>save</c>, <c>load</c>, …</summary>
    internal static async Task<TutorialProgram> Start(int version, QtPlace place, params string[] arguments) =>
        TutorialProgram.Start(await Command(version, place, arguments));

    internal static async Task<ProgramResult> Run(int version, QtPlace place, params string[] arguments) =>
        await TutorialProgram.Run(await Command(version, place, arguments));

    private static async Task<Command> Command(int version, QtPlace place, string[] arguments) =>
        Cli.Wrap("setsid").WithArguments([await _programs[version - 5].Value, .. arguments])
            .WithEnvironmentVariables(place.Environment.Build());

    private static async Task<string> Compile(int version)
    {
        foreach (string tool in (string[])["g++", "pkg-config", version == 5 ? "qmake" : "qmake6"])
        {
            Requires.That(Requires.HasProgram(tool),
                $"{tool} is not installed (Debian packages g++, pkg-config, qtbase5-dev and qt6-base-dev).");
        }

        string flags = await Output("pkg-config", "--cflags", "--libs", $"Qt{version}Gui");
        string program = Path.Combine(AppContext.BaseDirectory, $"peer{version}");
        string mine = $"{program}.{Environment.ProcessId}"; // another run of the tests may be using the other one
        string[] sources = Directory.GetFiles(Path.Combine(TutorialProgram.Root, "tests", "Peers", "qt"), "*.cpp");
        await Output("g++",
        [
            "-std=c++17", "-O1", "-fPIC", "-Wall", "-Werror", "-o", mine, .. sources, .. flags.Split(' '),
        ]);
        File.Move(mine, program, overwrite: true);
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
