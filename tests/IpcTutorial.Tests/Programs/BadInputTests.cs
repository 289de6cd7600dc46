using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>Whatever the user gets wrong: one message on standard error, the documented exit code, nothing lost.</summary>
public sealed class BadInputTests(SampleProducer sample) : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(3, "Could not find file", "missing.png")]
    [InlineData(3, "Could not find a part of the path", "no/such/folder.png")]
    [InlineData(3, "is a folder", ".")]
    [InlineData(4, "is empty", "empty.png")]
    [InlineData(4, "is not a picture", "text.png")]
    [InlineData(4, "is cut off", "truncated.png")]
    [InlineData(4, "format", "photo.gif")]
    [InlineData(4, "pixels", "bomb.png")]
    [InlineData(4, "9 are allowed", "small.png", "--max-pixels", "9")]
    [InlineData(2, "must be a whole number", "small.png", "--max-pixels", "many")]
    [InlineData(2, "must be a number from 0 to 3600", "small.png", "--lock-timeout", "-1")]
    [InlineData(2, "There is no option '--frob'", "--frob")]
    [InlineData(2, "Unrecognized command or argument", "small.png", "small.png")]
    [InlineData(2, "Required argument missing", "small.png", "--max-pixels")]
    [InlineData(12, "is not a key", "small.png", "--key", "../x")]
    [InlineData(12, "is not a key", "small.png", "--key", "")]
    public async Task The_producer_says_what_is_wrong(int exitCode, string message, params string[] arguments)
    {
        PictureFile.Save(_place.PathOf("small.png"), TestPicture.Random(5, 5), overwrite: false);
        await File.WriteAllBytesAsync(_place.PathOf("empty.png"), []);
        await File.WriteAllTextAsync(_place.PathOf("text.png"), "text");
        byte[] sample = await File.ReadAllBytesAsync(
            Path.Combine(TutorialProgram.FolderOf("Producer"), "sample.png"));
        await File.WriteAllBytesAsync(
            _place.PathOf("truncated.png"), sample[..(sample.Length / 2)]);
        File.Copy(TestPicture.File("photo.gif"), _place.PathOf("photo.gif"));
        PngWriter.WriteBomb(_place.PathOf("bomb.png"), 60000, 60000);
        string[] key = arguments.Contains("--key") || exitCode == 2 ? [] : ["--key", _place.Key];

        AssertRefused(exitCode, message, await TutorialProgram.Run(TutorialProgram.Command(
            "Producer", [.. arguments, .. key]).WithWorkingDirectory(_place.Folder)));
    }

    [Theory]
    [InlineData(4, "'.gif' is not a format", "out.gif")]
    [InlineData(4, "has no extension", "out")]
    [InlineData(3, "there is no folder", "no/such/out.png")]
    [InlineData(3, "is a folder", "folder.png")]
    [InlineData(2, "--wait is 'long'", "out.png", "--wait", "long")]
    [InlineData(2, "--wait is '-1'", "out.png", "--wait", "-1")]
    [InlineData(2, "There is no option '--frob'", "--frob")]
    [InlineData(2, "Unrecognized command or argument 'more.png'", "out.png", "more.png")]
    [InlineData(2, "Unrecognized command or argument", "inspect", "out.png")]
    [InlineData(10, "No segment named", "inspect", "--key", "nothing-of-this-name")]
    public async Task The_consumer_says_what_is_wrong(int exitCode, string message, params string[] arguments)
    {
        Directory.CreateDirectory(_place.PathOf("folder.png"));

        AssertRefused(exitCode, message, await TutorialProgram.Run(
            TutorialProgram.Command("Consumer", arguments).WithWorkingDirectory(_place.Folder)));

        Assert.Empty(Directory.GetFiles(_place.Folder));
    }

    [Fact]
    public async Task A_full_shared_memory_is_OutOfResources()
    {
        await Machine.Require();
        AssertRefused((int)SegmentError.OutOfResources, "/dev/shm has no room for a segment of 1,024,064 bytes",
            await RunWithSharedMemory("size=512k", "Producer", "--key", _place.Key));
    }

    [Fact]
    public async Task A_read_only_shared_memory_is_NotSupported()
    {
        await Machine.Require();
        AssertRefused((int)SegmentError.NotSupported, "read-only",
            await RunWithSharedMemory("ro", "Producer", "--key", _place.Key));
    }

    [Fact]
    public async Task A_full_disk_keeps_what_was_there()
    {
        await Machine.Require();
        await sample.Program();
        ProgramResult consumer = await TutorialProgram.Run(Machine.Mounting(
            $"mount -t tmpfs -o size=8k tmpfs '{_place.Folder}'",
            Shell("""
                cd "$0" && echo precious > out.png
                "$@"; code=$?; ls -A; cat out.png; exit $code
                """, _place.Folder, "Consumer", "out.png", "--force", "--key", sample.Key)));

        Assert.Equal(3, consumer.ExitCode);
        Assert.EndsWith("out.png\nprecious\n", consumer.Output);
        Assert.Contains("No space left", consumer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", consumer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_file_locks_nothing_is_risked()
    {
        Requires.Unix();
        await sample.Program();

        AssertRefused((int)SegmentError.NotSupported, "file locks are switched off", await TutorialProgram.Run(
            TutorialProgram.Command("Consumer", _place.PathOf("out.png"), "--key", sample.Key).WithEnvironmentVariables(
                variables => variables.Set("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"))));

        Assert.True(File.Exists(sample.SegmentPath));
    }

    private static Task<ProgramResult> RunWithSharedMemory(string options, string project, params string[] arguments) =>
        TutorialProgram.Run(Machine.Mounting(
            $"mount -t tmpfs -o {options} tmpfs /dev/shm", TutorialProgram.Command(project, arguments)));

    // A script, in which "$0" is the first word, and "$@" the program with its arguments.
    private static Command Shell(string script, string zero, string project, params string[] arguments) =>
        Cli.Wrap("sh").WithArguments(["-c", script, zero, TutorialProgram.PathOf(project), .. arguments]);

    private static void AssertRefused(int exitCode, string message, ProgramResult result)
    {
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }
}
