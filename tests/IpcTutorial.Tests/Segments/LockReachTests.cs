using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>Whoever finds the segment finds its lock: in another session, container or environment, and whatever the other
/// folders of the machine are like. A named mutex fails in each of these, in silence.</summary>
public sealed class LockReachTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly Workplace _place = new();

    public LockReachTests() => Requires.Linux();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("exec setsid \"$W/Worker\" hold-lock $K")]
    [InlineData("exec env XDG_RUNTIME_DIR=\"$D\" TMPDIR=\"$D\" HOME=\"$D\" \"$W/Worker\" hold-lock $K")]
    [InlineData("exec env -i HOME=/nonexistent \"$W/Worker\" hold-lock $K")]
    public Task Here(string command) => ExcludesUs(Cli.Wrap("sh").WithArguments(["-c", command]));

    // Two containers have numbers of processes and folders of their own. What they share here is /dev/shm.
    [Theory]
    [InlineData("exec \"$W/Worker\" hold-lock $K")]
    [InlineData("mount --bind \"$W\" /mnt && mount -t tmpfs -o size=4096 tmpfs /tmp && head -c 4096 /dev/zero > /tmp/full; "
        + "cd / && exec /mnt/Worker hold-lock $K")]
    public async Task Elsewhere(string command)
    {
        Requires.Root("To have numbers of processes of one's own");
        await Machine.Require();
        await ExcludesUs(Cli.Wrap("unshare").WithArguments(["--mount", "--pid", "--fork", "--mount-proc", "sh", "-c", command]));
    }

    private async Task ExcludesUs(Command command)
    {
        using WritableSegment segment = SharedSegment.Create(new SegmentKey(_place.Key), PictureHeader.Length, _timeout);
        await using var holder = TutorialProgram.Start(command.WithEnvironmentVariables(variables => variables
            .Set("W", TutorialProgram.FolderOf("tests/Worker")).Set("K", _place.Key).Set("D", _place.Folder)));
        await holder.Line("holding");
        Assert.Equal(LockState.Alone, segment.LockState);
        Assert.False(segment.TryLockToRead(TimeSpan.FromMilliseconds(20), out _));

        Assert.Equal((0, ""), ((await holder.Enter()).ExitCode, (await holder.Exit()).Error));

        segment.LockToWrite(TimeSpan.Zero).Dispose();
    }
}
