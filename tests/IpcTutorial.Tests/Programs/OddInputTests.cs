using System.Globalization;
using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>What people do not type on purpose, and machines do.</summary>
public sealed class OddInputTests(SampleProducer sample) : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("", "That is not the name of a file")]
    [InlineData("@list.png", "Could not find file")] // not a response file
    public async Task A_strange_name_is_a_missing_file(string path, string message)
    {
        ProgramResult result = await TutorialProgram.Run("Producer", path, "--key", _place.Key);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_as_picture_is_refused_and_not_waited_for()
    {
        Requires.Unix();
        await TutorialProgram.Run(Cli.Wrap("mkfifo").WithArguments(_place.PathOf("pipe.png")));
        ProgramResult result = await TutorialProgram.Run("Producer", _place.PathOf("pipe.png"), "--key", _place.Key);
        Assert.Equal(4, result.ExitCode);
    }

    [Fact]
    public async Task A_zero_byte_in_a_typed_path_leaves_the_old_picture()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        producer.Type("a\0b");
        ProgramResult result = await producer.Enter();
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("That is not the name of a file", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_before_the_first_picture_ends_the_producer_with_its_number()
    {
        Requires.Unix();
        await using var lifeLock = new FileStream(_place.SegmentPath + "!", FileMode.OpenOrCreate, FileAccess.ReadWrite,
            FileShare.None, 0, FileOptions.DeleteOnClose);
        await using TutorialProgram producer = _place.Producer("--lock-timeout", "60");
        await producer.Line("Loaded");

        await producer.Signal("TERM");

        ProgramResult result = await producer.Exit();
        Assert.Equal((143, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_segment_that_was_removed_by_hand_is_not_taken_from_the_next_producer()
    {
        Requires.Unix();
        PictureFile.Save(_place.PathOf("large.png"), TestPicture.Random(900, 900), overwrite: false);
        PictureFile.Save(_place.PathOf("small.png"), TestPicture.Random(9, 9), overwrite: false);
        await using TutorialProgram first = await _place.ReadyProducer();
        File.Delete(_place.SegmentPath);
        await using TutorialProgram second = await _place.ReadyProducer(_place.PathOf("small.png"));

        first.Type(_place.PathOf("large.png"));
        Assert.Contains("the segment of this process, by hand", (await first.Enter()).Error, StringComparison.Ordinal);

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        TestPicture.AssertSame(TestPicture.Random(9, 9), TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        await second.Enter();
    }

    [Theory]
    [InlineData("mkfifo {0}")]
    [InlineData("mkdir {0}")]
    [InlineData("touch {1} && ln -s {1} {0}")]
    public async Task What_is_no_plain_file_is_no_segment(string plant)
    {
        Requires.Linux();
        string precious = _place.PathOf("precious");
        await TutorialProgram.Run(Cli.Wrap("sh").WithArguments(
            ["-c", string.Format(CultureInfo.InvariantCulture, plant, _place.SegmentPath, precious)]));

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));
        await using TutorialProgram producer = _place.Producer();

        Assert.Equal((int)SegmentError.PermissionDenied, consumer.ExitCode);
        Assert.Equal((int)SegmentError.PermissionDenied, (await producer.Exit()).ExitCode);
        await TutorialProgram.Run(Cli.Wrap("rm").WithArguments(["-r", _place.SegmentPath]));
    }

    [Fact]
    public async Task A_file_that_is_replaced_keeps_its_mode()
    {
        Requires.Linux();
        await sample.Program();
        ProgramResult result = await TutorialProgram.Run(Cli.Wrap("sh").WithArguments(["-c", """
            cd "$0" && touch out.png && chmod 604 out.png
            "$@"; stat -c %a out.png
            """, _place.Folder, TutorialProgram.PathOf("Consumer"), "out.png", "--force", "--key", sample.Key]));
        Assert.EndsWith("604\n", result.Output);
    }

    [Fact]
    public async Task The_demo_hands_its_settings_to_the_consumer()
    {
        ProgramResult demo = await TutorialProgram.Run(
            TutorialProgram.Command("Producer", "--demo", "--key", _place.Key, "--max-pixels", "300000")
                .WithWorkingDirectory(_place.Folder)
                .WithEnvironmentVariables(variables => variables.Set("IPCTUTORIAL_MAXPIXELS", "10")));
        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
    }
}
