namespace IpcTutorial.Tests.Programs;

/// <summary>The segment lives while somebody is attached, and the last one out removes it.</summary>
public sealed class LifetimeTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Enter_removes_the_segment()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        Assert.True(_place.SegmentExists);

        ProgramResult result = await producer.Enter();

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(_place.SegmentExists);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    public async Task A_signal_removes_the_segment(string signal)
    {
        Requires.Unix();
        await using TutorialProgram producer = await _place.ReadyProducer();
        await producer.Line("signal detaches");

        await producer.Signal(signal);

        ProgramResult result = await producer.Exit();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.EndsWith($"Detaching.{Environment.NewLine}", result.Output);
        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public async Task At_the_end_of_its_input_the_producer_stays_until_a_signal()
    {
        Requires.Unix();
        await using TutorialProgram producer = await _place.ReadyProducer();
        producer.EndInput();

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        await producer.Signal("TERM");
        Assert.Equal(0, (await producer.Exit()).ExitCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_segment_outlives_the_producer_while_a_reader_is_attached(bool isProducerKilled)
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram reader = await _place.Worker("attach", "attached");

        if (isProducerKilled)
            await producer.Kill();
        else
            await producer.Enter();

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        await reader.Enter();
        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public async Task A_killed_reader_does_not_keep_the_segment()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram reader = await _place.Worker("attach", "attached");

        await reader.Kill();
        await producer.Enter();

        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public async Task What_a_killed_producer_leaves_behind_is_never_served()
    {
        Requires.Unix();
        await using TutorialProgram producer = await _place.ReadyProducer();
        await producer.Kill();
        Assert.True(_place.SegmentExists);

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));

        Assert.Equal((int)SegmentError.NotFound, consumer.ExitCode);
        Assert.Contains("what a dead process left behind has been removed", consumer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.PathOf("out.png")));
        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public async Task What_a_killed_producer_leaves_behind_is_reclaimed_by_the_next()
    {
        Requires.Unix();
        await using TutorialProgram killed = await _place.ReadyProducer();
        await killed.Kill();

        await using TutorialProgram producer = await _place.ReadyProducer();

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        ProgramResult result = await producer.Enter();
        Assert.Contains("Removed a segment that a dead process had left behind.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_made_segment_is_reclaimed()
    {
        Requires.Unix();
        await File.WriteAllBytesAsync(_place.SegmentPath, []);
        await File.WriteAllBytesAsync(_place.SegmentPath + "~", new byte[64]);

        await using TutorialProgram producer = await _place.ReadyProducer();

        Assert.False(File.Exists(_place.SegmentPath + "~"));
        await producer.Enter();
    }

    [Fact]
    public async Task A_second_producer_is_told_who_has_the_segment()
    {
        await using TutorialProgram first = await _place.ReadyProducer();
        await using TutorialProgram second = _place.Producer();

        ProgramResult result = await second.Exit();

        Assert.Equal((int)SegmentError.AlreadyExists, result.ExitCode);
        if (OperatingSystem.IsLinux()) // elsewhere it is not known
            Assert.Contains($"Process {first.Id} (Producer) wrote the picture in it.", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        await first.Enter();
    }

    [Fact]
    public async Task Of_many_producers_at_once_exactly_one_wins()
    {
        TutorialProgram[] producers = [.. Enumerable.Range(0, 8).Select(_ => _place.Producer())];
        var ends = producers.Select(producer => producer.Exit()).ToList();

        while (ends.Count > 1)
        {
            Task<ProgramResult> end = await Task.WhenAny(ends);
            Assert.Equal((int)SegmentError.AlreadyExists, (await end).ExitCode);
            ends.Remove(end);
        }

        TutorialProgram winner = producers.Single(producer => !producer.HasExited);
        Assert.Equal(0, (await winner.Enter()).ExitCode);
        foreach (TutorialProgram producer in producers)
            await producer.DisposeAsync();
    }
}
