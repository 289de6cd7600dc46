using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Redis;

/// <summary>A picture goes from the segment of one machine to that of another, over a real server. Two keys stand for the two
/// machines.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly Workplace _here;
    private readonly Workplace _there;

    public TransferTests()
    {
        TestServer.Require();
        (_here, _there) = (new Workplace(), new Workplace());
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Theory]
    [InlineData(TestServer.Redis)]
    [InlineData(TestServer.Garnet)]
    public async Task One_picture_is_sent_and_fetched(string engine)
    {
        Assert.SkipUnless(Requires.Has(engine), $"There is no {engine}, which is not a Debian package: dotnet tool install -g {engine}");
        await using TestServer server = await TestServer.StartEngine(_here, engine);
        await using TutorialProgram producer = await _here.ReadyProducer();
        ProgramResult sent = await _here.Consumer(server.Url);
        ProgramResult ended = await producer.Enter();

        await using TutorialProgram fetching = _there.Producer(server.Url);
        string fetched = await fetching.Line("Fetched");
        await fetching.Line("Wrote the picture");
        ProgramResult received = await _there.Consumer(_there.PathOf("received.png"));
        await fetching.Enter();

        Assert.Equal((0, 0, ""), (ended.ExitCode, sent.ExitCode, sent.Error));
        Assert.StartsWith("Sent 640 × 400 pixels, CRC-32 2357CDA3, to redis://127.0.0.1:", sent.Output, StringComparison.Ordinal);
        Assert.Matches("640 × 400 pixels, CRC-32 2357CDA3, [0-9.]+ s old", fetched);
        Assert.Equal((0, ""), (received.ExitCode, received.Error));
        Assert.Equal(PictureFile.Load(Path.Combine(TutorialProgram.FolderOf("Producer"), "sample.png"), int.MaxValue).Rgba,
            TestPicture.DecodeIndependently(_there.PathOf("received.png")).Rgba);
    }

    [Theory]
    [InlineData(TestServer.Redis)]
    [InlineData(TestServer.Garnet)]
    public async Task Each_picture_follows_also_a_larger_one_and_that_of_the_next_producer(string engine)
    {
        Assert.SkipUnless(Requires.Has(engine), $"There is no {engine}, which is not a Debian package: dotnet tool install -g {engine}");
        string[] files = [.. new[] { (40, 30), (500, 400), (10, 10) }.Select((size, i) => Save($"{i}.png", size.Item1, size.Item2))];
        await using TestServer server = await TestServer.StartEngine(_here, engine);
        await using TutorialProgram sending = TutorialProgram.Start("Consumer", server.Url, "--follow", "--key", _here.Key);
        await using TutorialProgram fetching = _there.Producer(server.Url, "--follow");
        await sending.Line("Waiting for a picture");
        await fetching.Line("Fetching each picture");

        await using (TutorialProgram producer = await _here.ReadyProducer(files[0]))
        {
            await Arrives(files[0]);
            producer.Type(files[1]);
            await Arrives(files[1]);
            await producer.Enter();
        }

        await using TutorialProgram next = await _here.ReadyProducer(files[2]);
        await Arrives(files[2]);
        await next.Enter();

        await sending.Signal("INT");
        Assert.Equal(0, (await sending.Exit()).ExitCode);
        ProgramResult fetched = await fetching.Enter();
        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        Assert.Contains("Fetched 3 pictures.", fetched.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_is_sent_as_its_newest_picture_and_can_be_a_stream_there()
    {
        Requires.Unix();
        await using TestServer server = await TestServer.Start(_here);
        await using TutorialProgram stream = _here.Producer("--stream", "--fps", "200");
        await stream.Line("Publishing");
        await using TutorialProgram sending = TutorialProgram.Start("Consumer", server.Url, "--follow", "--key", _here.Key);
        await using TutorialProgram fetching = _there.Producer("--stream", server.Url);
        await fetching.Line("Publishing");

        ProgramResult followed = await _there.Consumer("--follow", "--count", "20");

        Assert.Equal((0, ""), (followed.ExitCode, followed.Error));
        foreach (TutorialProgram program in new[] { fetching, sending, stream })
        {
            await program.Signal("INT");
            ProgramResult result = await program.Exit();
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
        }
    }

    [Fact]
    public async Task Of_two_senders_the_last_one_counts()
    {
        string[] files = [Save("a.png", 30, 20), Save("b.png", 20, 30)];
        await using TestServer server = await TestServer.Start(_here);
        await using TutorialProgram fetching = _there.Producer(server.Url, "--follow");
        await fetching.Line("Fetching each picture");
        using var other = new Workplace();
        await using TutorialProgram first = await _here.ReadyProducer(files[0]);
        await using TutorialProgram second = await other.ReadyProducer(files[1]);

        foreach ((Workplace place, string file) in new[] { (_here, files[0]), (other, files[1]), (_here, files[0]) })
        {
            Assert.Equal(0, (await place.Consumer(server.Url)).ExitCode);
            await Arrives(file);
        }

        await first.Enter();
        await second.Enter();
        await fetching.Enter();
    }

    [Fact]
    public async Task Who_names_no_server_loads_nothing_of_it()
    {
        Requires.Linux();
        await using TutorialProgram producer = await _here.ReadyProducer();
        string maps = await File.ReadAllTextAsync($"/proc/{producer.Id}/maps", TestContext.Current.CancellationToken);
        await producer.Enter();

        Assert.DoesNotContain("Redis", maps, StringComparison.Ordinal);
    }

    // Until it is in the segment of the other machine, whole.
    private async Task Arrives(string file)
    {
        Picture expected = PictureFile.Load(file, int.MaxValue);
        using var deadline = new CancellationTokenSource(TutorialProgram.Patience);
        while (true)
        {
            try
            {
                using PictureReader reader = _there.Reader();
                if (reader.Take(out _).Crc == expected.Crc)
                    return;
            }
            catch (SegmentException e) when (e.Error is SegmentError.NotFound or SegmentError.NotReady)
            {
                // not yet
            }

            await Task.Delay(5, deadline.Token);
        }
    }

    private string Save(string name, int width, int height)
    {
        PictureFile.Save(_here.PathOf(name), TestPicture.Random(width, height), overwrite: false);
        return _here.PathOf(name);
    }
}
