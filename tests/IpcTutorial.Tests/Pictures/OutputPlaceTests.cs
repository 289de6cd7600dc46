using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>Where a Consumer may have to save: the picture is saved whole or refused by name, and what was there stays.
/// </summary>
public sealed class OutputPlaceTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly SampleProducer _sample;

    public OutputPlaceTests(SampleProducer sample)
    {
        Requires.Linux();
        _sample = sample;
    }

    private string Output => _place.PathOf("out.png");

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_relative_link_is_followed_from_where_it_is()
    {
        await Shell("mkdir $D/sub && ln -s ../target.png $D/sub/link.png");
        ProgramResult saved = await Consume("cd $D/sub && \"$@\"", "link.png");
        Assert.Equal((0, ""), (saved.ExitCode, saved.Error));
        Assert.True(File.Exists(_place.PathOf("target.png")));
        Assert.Equal("../target.png", new FileInfo(_place.PathOf("sub/link.png")).LinkTarget);
    }

    [Theory]
    [InlineData("/dev/stdout")]
    [InlineData("/proc/self/fd/0")]
    public async Task The_pipes_that_it_was_started_with_are_refused(string target)
    {
        ProgramResult result = await Consume($"ln -s {target} $O && true | \"$@\" | cat", Output, "--force");
        Assert.Contains($"'{Output}' is a device, a pipe or a socket", result.Error, StringComparison.Ordinal);
        Assert.Equal(target, new FileInfo(Output).LinkTarget);
    }

    [Fact]
    public async Task A_file_that_is_mounted_by_itself_is_refused_by_name_and_stays()
    {
        await Machine.Require();
        await Shell("echo old > $D/elsewhere.png && echo old > $O");
        ProgramResult result = await ConsumeAfter("mount --bind $D/elsewhere.png $O",
            "cd $D && \"$@\"; code=$?; ls -A; cat out.png; exit $code", "out.png", "--force");

        Assert.Equal((3, "elsewhere.png\nout.png\nold\n"), (result.ExitCode, LastLines(result.Output, 3)));
        Assert.Contains("'out.png' cannot be replaced: it is mounted by itself.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mount -t tmpfs -o ro tmpfs $D", "Read-only file system")]
    [InlineData("mount -t tmpfs -o nr_inodes=1 tmpfs $D", "No space left on device")]
    public async Task A_folder_that_takes_no_file_is_named_with_the_file(string make, string reason)
    {
        await Machine.Require();

        ProgramResult result = await ConsumeAfter(make, "cd $D && \"$@\"", "out.png");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"'out.png' cannot be written: no file can be made in its folder: {reason}.", result.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_current_folder_that_was_removed_is_named()
    {
        ProgramResult result = await Consume("mkdir $D/gone && cd $D/gone && rmdir ../gone && \"$@\"", "out.png");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("'out.png' cannot be found: the current folder does not exist any more.", result.Error,
            StringComparison.Ordinal);
    }

    // Those of cameras and of other systems.
    [Fact]
    public async Task A_file_system_that_refuses_chmod_chown_and_fsync_takes_a_picture()
    {
        Tools.RequireCompiler();
        await _sample.Program();
        string forbid = await Forbid.Build();
        await Shell("echo old > $O");

        foreach (string call in (string[])["fchmod", "fchown", "fsync"])
        {
            ProgramResult result = await TutorialProgram.Run(TutorialProgram.InSession(
                forbid, call, TutorialProgram.PathOf("Consumer"), Output, "--force", "--key", _sample.Key));
            Assert.Equal((call, 0, ""), (call, result.ExitCode, result.Error));
        }
    }

    private static string LastLines(string text, int count) => string.Concat(text.Split('\n')[^(count + 1)..^1].Select(l => l + '\n'));

    private Task<ProgramResult> Shell(string command) =>
        TutorialProgram.Run(Variables(TutorialProgram.InSession("sh", "-c", command)));

    // A script, with the Consumer as "$@".
    private Task<ProgramResult> Consume(string script, params string[] arguments) => ConsumeAfter(null, script, arguments);

    // The same, where something is mounted first: as root, which the script is not where the tests are not.
    private async Task<ProgramResult> ConsumeAfter(string? mount, string script, params string[] arguments)
    {
        await _sample.Program();
        Command shell = Cli.Wrap("sh").WithArguments(
            ["-c", script, "sh", TutorialProgram.PathOf("Consumer"), .. arguments, "--key", _sample.Key]);
        return await TutorialProgram.Run(Variables(mount is null ? shell : Machine.Mounting(mount, shell)));
    }

    private Command Variables(Command command) =>
        command.WithEnvironmentVariables(variables => variables.Set("D", _place.Folder).Set("O", Output));
}
