using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>The real programs, with a stream between them.</summary>
public sealed class StreamPairTests : IDisposable
{
    private readonly Workplace _place;

    public StreamPairTests()
    {
        Requires.Unix(); // signals end what has no other end
        _place = new Workplace();
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task An_animation_is_followed_until_the_count_is_reached()
    {
        await using TutorialProgram producer = await Streaming();

        ProgramResult result = await _place.Consumer("--follow", "--count", "10");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("The pictures have 640 × 400 pixels.", result.Output, StringComparison.Ordinal);
        Assert.Matches("Took 10 pictures, missed [0-9]+.", result.Output);
        await EndsWell(producer, "INT");
    }

    [Fact]
    public async Task Every_file_of_a_folder_arrives_in_the_order_of_its_number_whatever_its_size()
    {
        Picture[] pictures = [.. Enumerable.Range(0, 12).Select(i => TestPicture.Random(10 + (i * 5 % 60), 20 + i))];
        Directory.CreateDirectory(_place.PathOf("in"));
        foreach ((int i, Picture picture) in pictures.Index())
            IpcTutorial.Pictures.PictureFile.Save(_place.PathOf($"in/{i}.png"), picture, overwrite: false);
        File.WriteAllText(_place.PathOf("in/notes.txt"), "not a picture");

        await using TutorialProgram producer = _place.Producer("--stream", _place.PathOf("in"), "--every", "--slots", "2");
        ProgramResult result = await _place.Consumer("--follow", "--every", _place.PathOf("out-%03d.png"), "--count", "12", "--wait", "60");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Took 12 pictures, missed 0.", result.Output, StringComparison.Ordinal);
        Assert.Contains("The size has changed: 15 × 21 pixels.", result.Output, StringComparison.Ordinal);
        ProgramResult published = await producer.Exit();
        Assert.Equal((0, ""), (published.ExitCode, published.Error));
        Assert.Contains("Published 12 pictures, skipped 0.", published.Output, StringComparison.Ordinal);
        foreach ((int i, Picture picture) in pictures.Index())
            Assert.Equal(picture.Rgba, TestPicture.DecodeIndependently(_place.PathOf($"out-{i + 1:000}.png")).Rgba);
    }

    [Fact]
    public async Task A_producer_that_is_gone_and_comes_back_is_told()
    {
        await using TutorialProgram producer = await Streaming();
        await using TutorialProgram consumer = _place.Follower();
        await consumer.Line("The pictures have");
        await producer.Kill();
        await consumer.Line("The Producer is gone");

        await using TutorialProgram second = await Streaming();
        await consumer.Line("A Producer is back.");
        await EndsWell(second, "TERM");
        await consumer.Line("The Producer is gone");
        await EndsWell(consumer, "INT");
    }

    [Fact]
    public async Task Who_says_how_long_to_wait_ends_when_nobody_comes_back()
    {
        await using TutorialProgram producer = await Streaming();
        await using TutorialProgram consumer = _place.Follower("--wait", "0.5");
        await consumer.Line("The pictures have");
        await EndsWell(producer, "INT");

        Assert.Equal(0, (await consumer.Exit()).ExitCode);
    }

    [Fact]
    public async Task A_stream_and_a_pair_under_one_key_refuse_each_other()
    {
        await using (TutorialProgram stream = await Streaming())
        {
            Assert.Equal((11, true), await Refused(_place.Producer(), $"Process {stream.Id} (Producer) writes the stream in it."));
            Assert.Equal((11, true), await Refused(_place.Producer("--stream"), "a program writes it."));
            ProgramResult taken = await _place.Consumer(_place.PathOf("out.png"));
            Assert.Equal(22, taken.ExitCode);
            Assert.Contains("holds a stream of pictures, and not one.", taken.Error, StringComparison.Ordinal);
            Assert.Contains("--follow", taken.Error, StringComparison.Ordinal);
            await EndsWell(stream, "INT");
        }

        await using TutorialProgram pair = await _place.ReadyProducer();
        Assert.Equal((22, true), await Refused(_place.Producer("--stream"), "holds one picture, and not a stream of them."));
        Assert.Equal(22, (await _place.Consumer("--follow")).ExitCode);
        await pair.Enter();
    }

    [Fact]
    public async Task A_stopped_reader_disturbs_nobody_and_the_user_is_told_when_all_slots_are_taken()
    {
        await using TutorialProgram producer = await Streaming("--slots", "2");
        await using TutorialProgram first = await Stopped();
        ProgramResult others = await _place.Consumer("--follow", "--count", "20");
        Assert.Equal(0, others.ExitCode);

        await using TutorialProgram second = await Stopped();
        await producer.Line("Readers hold all 2 slots");
        await first.Kill();
        await producer.Line("Going on.");
        await second.Signal("CONT");
        second.EndInput();
        Assert.Equal(0, (await second.Exit()).ExitCode);
        await EndsWell(producer, "INT");

        async Task<TutorialProgram> Stopped()
        {
            TutorialProgram reader = TutorialProgram.Start("tests/Worker", "stream-hold", _place.Key);
            await reader.Line("holding");
            await reader.Signal("STOP");
            return reader;
        }
    }

    private async Task<TutorialProgram> Streaming(params string[] arguments)
    {
        TutorialProgram producer = _place.Producer(["--stream", .. arguments]);
        await producer.Line("Publishing pictures");
        return producer;
    }

    private static async Task<(int ExitCode, bool IsTold)> Refused(TutorialProgram program, string message)
    {
        await using (program)
        {
            ProgramResult result = await program.Exit();
            return (result.ExitCode, result.Error.Contains(message, StringComparison.Ordinal));
        }
    }

    private static async Task EndsWell(TutorialProgram program, string signal)
    {
        await program.Signal(signal);
        ProgramResult result = await program.Exit();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }
}
