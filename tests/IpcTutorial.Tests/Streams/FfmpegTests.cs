using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>300 frames of ffmpeg, through a pipe, our stream and another pipe, are the frames that ffmpeg has without us:
/// it says so itself.</summary>
public sealed class FfmpegTests : IAsyncDisposable
{
    private const int Frames = 300;
    private const string Size = "320x180";

    private readonly Workplace _place;

    public FfmpegTests()
    {
        Requires.Programs("ffmpeg", "ffmpeg");
        _place = new Workplace();
    }

    public ValueTask DisposeAsync()
    {
        _place.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task All_frames_arrive_as_they_are() => await Compare(_ => Task.CompletedTask);

    [Fact]
    public async Task All_frames_arrive_while_another_reader_is_killed_and_started_again()
    {
        await Compare(KillOthers);

        // The last who was killed may have been the last one out.
        SegmentList.RemoveLeftover(new SegmentKey(_place.Key), TutorialProgram.Patience);
    }

    private async Task KillOthers(Task isOver)
    {
        int kills = 0;
        while (!isOver.IsCompleted || kills == 0)
        {
            await using TutorialProgram other = _place.Follower(kills % 2 == 0 ? ["--every", "--wait", "60"] : ["--wait", "60"]);
            await Task.WhenAny(other.Line("The pictures have"), isOver);
            await other.Kill();
            kills++;
        }
    }

    [Fact]
    public async Task All_frames_arrive_while_another_reader_is_stopped_and_goes_on() => await Compare(async isOver =>
    {
        await using TutorialProgram other = _place.Follower("--every", "--wait", "60");
        await Task.WhenAny(other.Line("The pictures have"), isOver);
        for (int i = 0; i < 5 && !isOver.IsCompleted; i++)
        {
            await other.Signal("STOP");
            await Task.WhenAny(Task.Delay(100), isOver); // not to wait for something: the others wait meanwhile
            await other.Signal("CONT");
        }

        await isOver;
        await other.Signal("INT");
        Assert.Equal("", (await other.Exit()).Error);
    });

    private async Task Compare(Func<Task, Task> meanwhile)
    {
        string[] source = ["-f", "lavfi", "-i", $"testsrc2=size={Size}:rate=30", "-frames:v", $"{Frames}", "-pix_fmt", "rgba"];
        await Cli.Wrap("ffmpeg").WithArguments(["-v", "error", .. source, "-f", "framemd5", _place.PathOf("sent")]).ExecuteAsync();

        // Each in a session of its own, as in two terminals: "ffmpeg | Producer" and "Consumer | ffmpeg".
        Command producer = TutorialProgram.Command("Producer", "--stream", "-", "--size", Size, "--every", "--fps", "100", "--key", _place.Key);
        var attached = new TaskCompletionSource();
        Command consumer = TutorialProgram.Command(
            "Consumer", "--follow", "-", "--every", "--count", $"{Frames}", "--wait", "60", "--key", _place.Key)
            .WithStandardErrorPipe(PipeTarget.ToDelegate(line =>
            {
                if (line.StartsWith("Attached to ", StringComparison.Ordinal))
                    attached.TrySetResult();
            }));
        Task<CommandResult> sends = (Cli.Wrap("ffmpeg").WithArguments(["-v", "error", .. source, "-f", "rawvideo", "-"]) | producer)
            .ExecuteAsync();
        Task<CommandResult> receives = (consumer | Cli.Wrap("ffmpeg").WithArguments(["-v", "error", "-f", "rawvideo", "-pix_fmt", "rgba",
            "-video_size", Size, "-i", "-", "-f", "framemd5", _place.PathOf("received")])).ExecuteAsync();
        Task both = Task.WhenAll(sends, receives);

        // The first picture waits for any reader of every picture: the others begin when this one is there.
        await Task.WhenAny(attached.Task, both).WaitAsync(TutorialProgram.Patience);
        await meanwhile(both);
        await both.WaitAsync(TutorialProgram.Patience);

        Assert.Equal(Frames, Sums("sent").Length);
        Assert.Equal(Sums("sent"), Sums("received"));
    }

    // The last word of each line: the MD5 of its pixels.
    private string[] Sums(string file) =>
        [.. File.ReadLines(_place.PathOf(file)).Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')[^1])];
}
