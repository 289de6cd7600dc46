using System.Runtime.Versioning;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>The names and numbers that Qt makes of a key.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtKeyTests
{
    [Fact]
    public void The_files_of_a_key_are_named_after_its_letters_and_its_digest()
    {
        var key = new QtKey("Shared");
        Assert.Equal("qipc_sharedmemory_Shared50d0d8dd11a959484cb838e05c14b2e51b64c68d", Path.GetFileName(key.SegmentFile));
        Assert.Equal("qipc_systemsem_Shared50d0d8dd11a959484cb838e05c14b2e51b64c68d", Path.GetFileName(key.LockFile));
    }

    [Theory]
    [InlineData("Größe, 寸法, 🖼")]
    [InlineData("/an application/with a path")]
    [InlineData("0123-_.")]
    [InlineData("q")]
    public async Task Qt_makes_the_same_files_and_numbers(string text)
    {
        QtPeer.Require(5);
        QtPeer.Require(6);
        using var place5 = new QtPlace($"{text} {Guid.NewGuid()}");
        using var place6 = new QtPlace($"{text} {Guid.NewGuid()}");
        Picture picture = TestPicture.Random(3, 3);
        foreach ((int version, QtPlace place) in new[] { (5, place5), (6, place6) })
        {
            await using TutorialProgram qt = await place.Peer(version, "saved", "save", place.Save(picture));
            Assert.True(File.Exists(place.Key.SegmentFile));
            Assert.True(File.Exists(place.Key.LockFile));
            int[] fromQt = [.. place.Objects.Select(found => found.Number)];
            UnixFileMode[] modes = Modes();
            using (QtPictureSegment ours = place.Attach())
                TestPicture.AssertSame(picture, ours.Take(maxPixels: 9));
            await qt.Enter();

            using QtPictureSegment published = place.Publish(picture);
            Assert.Equal((0, ""), await EndOf(
                QtPeer.Run(version, place, "load", place.Key.Value, place.PathOf("out.png"))));
            Assert.Equal(2, fromQt.Length);
            Assert.Equal(modes, Modes());

            UnixFileMode[] Modes() =>
                [new FileInfo(place.Key.SegmentFile).UnixFileMode, new FileInfo(place.Key.LockFile).UnixFileMode];
        }
    }

    [Fact]
    public async Task The_number_is_the_q_the_device_and_the_inode()
    {
        QtPeer.Require(5);
        Requires.Linux();
        using var place = new QtPlace();
        await using TutorialProgram qt = await place.Peer(5, "saved", "save", place.Save(TestPicture.Random(3, 3)));

        foreach ((string file, string kind) in new[] { (place.Key.SegmentFile, "shm"), (place.Key.LockFile, "sem") })
        {
            ProgramResult stat = await TutorialProgram.Run(
                CliWrap.Cli.Wrap("stat").WithArguments(["-c", "%d %i", file]));
            long[] numbers = [.. stat.Output.Split(' ').Select(long.Parse)];
            long expected = ('Q' << 24) | ((numbers[0] & 0xFF) << 16) | (numbers[1] & 0xFFFF);
            Assert.Equal(expected, Assert.Single(place.Objects, found => found.Kind == kind).Number);
        }

        await qt.Enter();
    }

    [Fact]
    public async Task The_folder_is_the_one_that_TMPDIR_names()
    {
        QtPeer.Require(5);
        Requires.Linux();
        using var place = new QtPlace();
        string folder = Directory.CreateDirectory(place.PathOf("tmp")).FullName;
        string[] arguments = ["--qt", "--key", place.Key.Value];
        await using var producer = TutorialProgram.Start(TutorialProgram.Command("Producer", arguments)
            .WithEnvironmentVariables(variables => variables.Set("TMPDIR", folder)));
        await producer.Line("Wrote the picture");
        Assert.Equal(2, Directory.GetFiles(folder, "qipc_*").Length);

        place.Environment.Set("TMPDIR", folder);
        Assert.Equal((0, ""), await EndOf(
            QtPeer.Run(5, place, "load", place.Key.Value, place.PathOf("out.png"))));
        await producer.Enter();
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData(198)]
    public void A_key_that_is_empty_or_makes_too_long_a_name_is_refused(object key)
    {
        string text = key as string ?? new string('x', (int)key);
        var refused = Assert.Throws<SegmentException>(() => new QtKey(text));
        Assert.Equal(SegmentError.InvalidKey, refused.Error);
    }

    private static async Task<(int, string)> EndOf(Task<ProgramResult> program)
    {
        ProgramResult result = await program;
        return (result.ExitCode, result.Error);
    }
}
