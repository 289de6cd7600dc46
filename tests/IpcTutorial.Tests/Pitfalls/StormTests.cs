using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>Processes that are killed at random moments, again and again. <c>TEST_KILLS=10000 dotnet test</c> takes
/// longer, and sees more.</summary>
public sealed class StormTests(ITestOutputHelper output) : IAsyncDisposable
{
    private static readonly int _killed = OperatingSystem.IsWindows() ? -1 : 128 + 9;

    private readonly Workplace _place = new();
    private readonly Random _random = new(20261123);

    private readonly List<TutorialProgram> _started = [];
    private int _refused;
    private int _saved;

    public async ValueTask DisposeAsync()
    {
        foreach (TutorialProgram program in _started)
            await program.DisposeAsync();
        _place.Dispose();
    }

    [Fact]
    public async Task Whoever_is_killed_no_torn_picture_is_accepted_and_nobody_hangs()
    {
        TutorialProgram producer = await StartProducer();
        TutorialProgram[] takers = [StartTaker(), StartTaker(), StartTaker()];
        TutorialProgram consumer = StartConsumer();
        for (int kill = 0; kill < TestSize.Kills; kill++)
        {
            await Task.Delay(_random.Next(20)); // not to wait for something: to kill at any moment
            switch (_random.Next(4))
            {
                case 0 or 1:
                    await Kill(producer);
                    producer = await StartProducer();
                    break;
                case 2:
                    int i = _random.Next(takers.Length);
                    await Kill(takers[i]);
                    takers[i] = StartTaker();
                    break;
                default:
                    await EndConsumer(consumer);
                    consumer = StartConsumer();
                    break;
            }
        }

        await EndConsumer(consumer);

        // Whoever is left still takes pictures; then all goes as if nothing had happened.
        foreach (TutorialProgram taker in takers)
        {
            await taker.Line("taken");
            await Kill(taker);
        }

        Assert.Equal((0, ""), ((await producer.Enter()).ExitCode, (await producer.Exit()).Error));
        Assert.False(_place.SegmentExists);
        output.WriteLine($"{TestSize.Kills} kills, {_saved} Consumers done before they were killed, {_refused} Producers "
            + "refused because a reader was still attached");
    }

    [Fact]
    public async Task However_many_create_and_attach_at_once_no_living_segment_is_replaced()
    {
        TutorialProgram[] churners = [.. Enumerable.Range(0, 6).Select(_ => StartChurner())];
        for (int kill = 0; kill < TestSize.Kills / 2; kill++)
        {
            int i = _random.Next(churners.Length);
            await churners[i].Line("churning");
            await Task.Delay(_random.Next(20));
            await Kill(churners[i]);
            churners[i] = StartChurner();
        }

        foreach (TutorialProgram churner in churners)
            await Kill(churner);
        await using TutorialProgram producer = await _place.ReadyProducer();
        await producer.Enter();
    }

    // In a process that starts no others: between fork and exec those have all of its files open, for a moment, and count
    // as attached. And where nobody lists the segments, which is to attach to each of them for a moment.
    [Fact]
    public async Task Of_many_racing_creators_one_wins_in_each_of_a_thousand_rounds()
    {
        await using Machine machine = await Machine.Start(hasProcesses: false);
        ProgramResult wrong = await TutorialProgram.Run(
            machine.There(TutorialProgram.Command("tests/Worker", "race", _place.Key, "1000")));
        Assert.Equal((0, ""), (wrong.ExitCode, wrong.Error));
    }

    // Readers may still be attached to the segment of the Producer that died: then it is theirs, for a moment.
    private async Task<TutorialProgram> StartProducer()
    {
        while (true)
        {
            TutorialProgram producer = Start(_place.Producer("--cycle", "0"));
            Task<ProgramResult> exit = producer.Exit();
            Task<string> ready = producer.Line("Replacing the picture");
            if (await Task.WhenAny(ready, exit) == ready)
                return producer;

            ProgramResult result = await exit;
            Assert.True(result.ExitCode == (int)SegmentError.AlreadyExists, result.Error);
            _refused++;
            await End(producer);
        }
    }

    private TutorialProgram StartTaker() => Start(TutorialProgram.Start("tests/Worker", "take", _place.Key));

    private TutorialProgram StartChurner() => Start(TutorialProgram.Start("tests/Worker", "churn", _place.Key));

    private TutorialProgram StartConsumer() => Start(TutorialProgram.Start(
        "Consumer", _place.PathOf("out.png"), "--force", "--wait", "30", "--key", _place.Key));

    // Killed at whatever it does, or done already. The file it saves is whole in any case.
    private async Task EndConsumer(TutorialProgram consumer)
    {
        await consumer.Kill();
        ProgramResult result = await consumer.Exit();
        Assert.True(result.ExitCode == _killed || result.ExitCode is 0 or (int)SegmentError.Incomplete, result.Error);
        _saved += result.ExitCode == 0 ? 1 : 0;
        await End(consumer);
        if (File.Exists(_place.PathOf("out.png")))
        {
            byte[] rgba = Pictures.TestPicture.DecodeIndependently(_place.PathOf("out.png")).Rgba;
            Assert.True(rgba.AsSpan(4).SequenceEqual(rgba.AsSpan(0, rgba.Length - 4)), "The saved picture is torn.");
        }
    }

    private TutorialProgram Start(TutorialProgram program)
    {
        _started.Add(program);
        return program;
    }

    private async Task Kill(TutorialProgram program)
    {
        await program.Kill();
        ProgramResult result = await program.Exit();
        Assert.True(result.ExitCode == _killed, $"Ended by itself: {result.Output} {result.Error}");
        await End(program);
    }

    private async Task End(TutorialProgram program)
    {
        _started.Remove(program);
        await program.DisposeAsync();
    }
}
