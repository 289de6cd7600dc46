using System.Net.Sockets;
using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>What a name may lead to, beside a file: the picture is saved whole or refused by name, and what was there stays.
/// </summary>
public sealed class OutputKindTests : IDisposable
{
    private static readonly Picture _picture = TestPicture.Random(8, 8);

    private readonly Workplace _place = new();
    private readonly SampleProducer _sample;

    public OutputKindTests(SampleProducer sample)
    {
        Requires.Linux();
        _sample = sample;
    }

    private string Output => _place.PathOf("out.png");

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("ln -s /dev/null $O")]
    [InlineData("ln -s /dev/full $O")]
    [InlineData("ln -s /dev/stdout $O")]
    [InlineData("ln -s /proc/self/fd/0 $O")]
    [InlineData("mkfifo $O")]
    [InlineData("mkfifo $D/pipe && ln -s pipe $O")]
    public async Task A_device_or_a_pipe_is_refused_and_stays(string make)
    {
        await Shell(make);
        string before = (await Shell("stat -c '%n %F %i' $D/* /dev/null /dev/full")).Output;

        AssertRefused("is a device, a pipe or a socket");

        Assert.Equal(before, (await Shell("stat -c '%n %F %i' $D/* /dev/null /dev/full")).Output);
    }

    [Fact]
    public void A_socket_is_refused_and_stays()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Output));

        AssertRefused("is a device, a pipe or a socket");
    }

    [Fact]
    public async Task A_link_that_leads_back_to_itself_is_refused_and_stays()
    {
        await Shell("ln -s a.png $O && ln -s out.png $D/a.png");

        AssertRefused("Too many levels of symbolic links");

        Assert.Equal("a.png", new FileInfo(Output).LinkTarget);
    }

    [Fact]
    public async Task A_link_to_a_folder_is_refused()
    {
        await Shell("ln -s . $O");
        AssertRefused("is a folder");
    }

    [Fact]
    public async Task A_link_into_a_folder_that_is_not_there_is_refused()
    {
        await Shell("ln -s missing/a.png $O");
        AssertRefused("there is no folder");
    }

    [Fact]
    public async Task A_read_only_file_is_refused_and_stays()
    {
        await Shell("echo old > $O && chmod 444 $O");

        AssertRefused("is read-only");

        Assert.Equal("old\n", await File.ReadAllTextAsync(Output, TestContext.Current.CancellationToken));
    }

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
    [InlineData("new\nline.png")]
    [InlineData("'it''s \"quoted\" $HOME `x` \\ *?.png")]
    [InlineData("-f.png")]
    [InlineData("  .png")]
    [InlineData("ünï—🎨.png")]
    public void Any_name_is_a_name(string name)
    {
        PictureFile.Save(_place.PathOf(name), _picture, overwrite: false);
        TestPicture.AssertSame(_picture, TestPicture.Load(_place.PathOf(name)));
        Assert.Single(Directory.GetFileSystemEntries(_place.Folder));
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused_by_name()
    {
        string name = new string('n', 300) + ".png";
        string message = Assert.ThrowsAny<IOException>(() => PictureFile.Save(_place.PathOf(name), _picture, true)).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_place.Folder));
    }

    [Fact]
    public async Task A_file_that_is_mounted_by_itself_is_refused_by_name_and_stays()
    {
        await Machine.Require();
        await Shell("echo old > $D/elsewhere.png && echo old > $O");
        ProgramResult result = await Consume(
            "mount --bind $D/elsewhere.png $O && cd $D && \"$@\"; code=$?; ls -A; cat out.png; exit $code", "out.png", "--force");

        Assert.Equal((3, "elsewhere.png\nout.png\nold\n"), (result.ExitCode, LastLines(result.Output, 3)));
        Assert.Contains("'out.png' cannot be replaced: it is mounted by itself.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read-only", "mount -t tmpfs tmpfs $D && mount -o remount,ro $D", "Read-only file system")]
    [InlineData("no more files", "mount -t tmpfs -o nr_inodes=1 tmpfs $D", "No space left on device")]
    public async Task A_folder_that_takes_no_file_is_named_with_the_file(string state, string make, string reason)
    {
        Assert.NotEqual("", state);
        await Machine.Require();

        ProgramResult result = await Consume($"{make} && cd $D && \"$@\"", "out.png");

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

    private void AssertRefused(string reason)
    {
        string message = Assert.ThrowsAny<IOException>(() => PictureFile.CheckOutput(Output, overwrite: true)).Message;
        Assert.Contains($"'{Output}'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => PictureFile.Save(Output, _picture, overwrite: true));
    }

    private Task<ProgramResult> Shell(string command) =>
        TutorialProgram.Run(Variables(TutorialProgram.InSession("sh", "-c", command)));

    // A script, with the Consumer as "$@".
    private async Task<ProgramResult> Consume(string script, params string[] arguments)
    {
        await _sample.Program();
        Command shell = Variables(Cli.Wrap("sh").WithArguments(
            ["-c", script, "sh", TutorialProgram.PathOf("Consumer"), .. arguments, "--key", _sample.Key]));
        return await TutorialProgram.Run(
            script.Contains("mount", StringComparison.Ordinal) ? Machine.Mounting("true", shell) : shell);
    }

    private Command Variables(Command command) =>
        command.WithEnvironmentVariables(variables => variables.Set("D", _place.Folder).Set("O", Output));
}
