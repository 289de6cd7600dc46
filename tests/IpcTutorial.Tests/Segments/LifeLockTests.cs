using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>The life lock beside the segment, and what goes beside it.</summary>
public sealed class LifeLockTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly Workplace _place = new();

    private string LifeLock => _place.SegmentPath + "!";

    private SegmentKey Key => new(_place.Key);

    public LifeLockTests() => Requires.Unix();

    public void Dispose()
    {
        _place.Dispose();
        Assert.False(Path.Exists(LifeLock), "The file of the life lock was left behind.");
    }

    [Fact]
    public void Creating_waits_for_it_and_attaching_beside_others_does_not()
    {
        using SharedSegment creator = SharedSegment.Create(Key, PictureHeader.Length, _timeout);
        using (TakeLifeLock())
        {
            SharedSegment.Attach(Key, TimeSpan.Zero).Dispose();
            SharedSegment.AttachToWrite(Key, TimeSpan.Zero).Dispose();
            Assert.Equal(SegmentError.LockTimeout, Assert.Throws<SegmentException>(
                () => SharedSegment.Create(Key, PictureHeader.Length, TimeSpan.Zero)).Error);
        }

        Assert.Equal(SegmentState.InUse, SegmentList.Examine(Key, _timeout));
    }

    [Fact]
    public void Attaching_waits_for_it_if_nobody_is_attached()
    {
        using (TakeLifeLock())
        {
            Assert.Equal(SegmentError.LockTimeout,
                Assert.Throws<SegmentException>(() => SharedSegment.Attach(Key, TimeSpan.Zero)).Error);
        }

        Assert.Equal(SegmentError.NotFound,
            Assert.Throws<SegmentException>(() => SharedSegment.Attach(Key, TimeSpan.Zero)).Error);
    }

    [Fact]
    public void A_lone_one_is_left_behind_until_it_is_removed()
    {
        File.WriteAllBytes(LifeLock, []);
        Assert.Contains(Key, SegmentList.Keys());
        Assert.Equal(SegmentState.LeftBehind, SegmentList.Examine(Key, _timeout));
        Assert.True(SegmentList.RemoveLeftover(Key, _timeout));
        Assert.Equal(SegmentState.None, SegmentList.Examine(Key, _timeout));
        Assert.False(File.Exists(LifeLock));
    }

    [Fact]
    public async Task What_a_killed_holder_leaves_does_no_harm()
    {
        await File.WriteAllBytesAsync(LifeLock, []);
        await using TutorialProgram producer = await _place.ReadyProducer();
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Theory]
    [InlineData("mkdir $F!", "rmdir $F!")]
    [InlineData("mkfifo $F!", "rm $F!")]
    [InlineData("ln -s $D/precious $F!", "test ! -e $D/precious && rm $F!")]
    public async Task Something_else_of_its_name_is_PermissionDenied_and_not_touched(string plant, string remove)
    {
        await Shell(plant);

        Assert.Equal(SegmentError.PermissionDenied, Assert.Throws<SegmentException>(
            () => SharedSegment.Create(Key, PictureHeader.Length, _timeout)).Error);

        Assert.Equal(0, (await Shell(remove)).ExitCode);
    }

    [Fact]
    public async Task The_umask_keeps_nobody_out()
    {
        await using var producer = TutorialProgram.Start(Command("umask 777; exec \"$P\" --key $K"));
        await producer.Line("Wrote the picture");
#pragma warning disable CA1416 // Requires.Unix has seen to it
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.SegmentPath));
#pragma warning restore CA1416
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Fact]
    public async Task A_foreign_exclusive_lock_on_a_leftover_is_told_at_once()
    {
        await using (TutorialProgram producer = await _place.ReadyProducer())
            await producer.Kill();
        using (new FileStream(_place.SegmentPath, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            ProgramResult result = await _place.Consumer(_place.PathOf("out.png"));
            Assert.Equal((int)SegmentError.LockTimeout, result.ExitCode);
            Assert.Contains("Something else has locked ", result.Error, StringComparison.Ordinal);
        }

        Assert.True(SegmentList.RemoveLeftover(Key, _timeout));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)] // version and size, and no magic
    public void The_beginning_of_a_header_is_a_leftover(int offset)
    {
        byte[] file = new byte[100];
        if (offset > 0)
            new byte[] { 1, 0, 64, 0 }.CopyTo(file, offset);
        File.WriteAllBytes(_place.SegmentPath, file);

        using SharedSegment segment = SharedSegment.Create(Key, PictureHeader.Length, _timeout);

        Assert.Equal(PictureHeader.Length, segment.Size);
    }

    private FileStream TakeLifeLock() =>
        new(LifeLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose);

    private Task<ProgramResult> Shell(string command) => TutorialProgram.Run(Command(command));

    private Command Command(string command) => Cli.Wrap("setsid")
        .WithArguments(["sh", "-c", command])
        .WithEnvironmentVariables(variables => variables
            .Set("D", _place.Folder).Set("F", _place.SegmentPath).Set("K", _place.Key)
            .Set("P", TutorialProgram.PathOf("Producer")));
}
