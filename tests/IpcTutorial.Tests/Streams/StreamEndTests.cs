using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>How the programs of a stream end when the other side does, or when they are told to.</summary>
public sealed class StreamEndTests : IDisposable
{
    private readonly Workplace _place;

    public StreamEndTests()
    {
        Requires.Unix(); // signals end what has no other end
        _place = new Workplace();
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_count_that_is_not_reached_is_no_success()
    {
        await using TutorialProgram producer = await Streaming();
        await using TutorialProgram consumer = _place.Follower("--wait", "0.2", "--count", "100000");
        await consumer.Line("The pictures have");
        await EndsWell(producer, "INT");

        Assert.Equal((int)SegmentError.NotReady, (await consumer.Exit()).ExitCode);
    }

    [Fact]
    public async Task Raw_pixels_that_nobody_reads_any_more_are_an_error()
    {
        await using TutorialProgram producer = await Streaming();
        ProgramResult result = await TutorialProgram.Run(CliWrap.Cli.Wrap("sh").WithArguments(
        [
            "-c", "{ \"$0\" --follow - --key \"$1\"; echo \"ends with $?\" >&2; } | head -c 100 > /dev/null",
            TutorialProgram.PathOf("Consumer"), _place.Key,
        ]));

        Assert.Contains("ends with 3", result.Error, StringComparison.Ordinal);
        await EndsWell(producer, "INT");
    }

    [Fact]
    public async Task A_producer_that_waits_for_its_input_ends_at_once_when_it_is_told_to()
    {
        await using TutorialProgram producer = _place.Producer("--stream", "-", "--size", "4x4"); // an input that says nothing
        await producer.Line("Publishing");
        await producer.Signal("TERM");

        Assert.Equal(143, (await producer.Exit(TimeSpan.FromSeconds(20))).ExitCode);
    }

    private async Task<TutorialProgram> Streaming(params string[] arguments)
    {
        TutorialProgram producer = _place.Producer(["--stream", .. arguments]);
        await producer.Line("Publishing pictures");
        return producer;
    }

    private static async Task EndsWell(TutorialProgram program, string signal)
    {
        await program.Signal(signal);
        ProgramResult result = await program.Exit();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }
}
