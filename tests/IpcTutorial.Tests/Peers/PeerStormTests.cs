using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>Peers and our programs at the same moment, again and again.</summary>
public sealed class PeerStormTests(ITestOutputHelper output) : IDisposable
{
    private readonly Workplace _place = new();
    private readonly Random _random = new(20261123);

    public static TheoryData<string> Peers => Peer.All;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_three_racing_creators_one_wins(bool hasLeftover)
    {
        Peer.RequireAll();
        byte[] pam = Pam.Encode(TestPicture.Random(4, 4));
        var wins = new Dictionary<string, int>();
        for (int round = 0; round < TestSize.PeerRounds; round++)
        {
            if (hasLeftover)
                await LeaveBehind();

            // The peers wait for the bytes of their picture, and get them when our Producer has its own.
            await using var c = await WaitingPeer.Start("c", _place);
            await using var python = await WaitingPeer.Start("python", _place);
            await using TutorialProgram producer = _place.Producer(TestPicture.File("alpha.png"));
            await producer.Line("Loaded");
            await Task.Delay(_random.Next(12)); // not to wait for something: to meet it at any step
            await Task.WhenAll(c.Give(pam), python.Give(pam));

            (string Name, TutorialProgram Program, string Word)[] racers =
                [("Producer", producer, "Wrote"), ("C", c.Program, "Published"), ("Python", python.Program, "Published")];
            bool[] hasWon = await Task.WhenAll(racers.Select(racer => Wins(racer.Program, racer.Word)));
            (string winner, TutorialProgram program, _) = Assert.Single(racers.Where((_, i) => hasWon[i]));
            wins[winner] = wins.GetValueOrDefault(winner) + 1;

            Assert.Equal(program.Id, _place.Header()?.ProducerPid);
            Assert.Equal((0, ""), ((await program.Enter()).ExitCode, (await program.Exit()).Error));
            Assert.False(_place.SegmentExists);
        }

        output.WriteLine(string.Join(", ", wins.Select(win => $"{win.Key} won {win.Value}")));
    }

    [Fact]
    public async Task However_many_peers_come_and_go_the_segment_of_our_producer_stays()
    {
        Peer.RequireAll();
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File("alpha.png"));
        int takes = 0;
        int kills = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            var random = new Random(i);
            string file = _place.PathOf($"{i}.pam");
            for (int round = 0; round < TestSize.PeerRounds; round++)
            {
                string peer = Peer.Names[(i + round) % Peer.Names.Length];
                if (random.Next(3) == 0)
                {
                    await using TutorialProgram killed = await Peer.Start(peer, "take", _place.Key, file);
                    await Task.Delay(random.Next(peer == "c" ? 10 : 120)); // not to wait for something: to kill at any moment
                    await killed.Kill();
                    Interlocked.Increment(ref kills);
                }
                else
                {
                    ProgramResult take = await Peer.Run(peer, "take", _place.Key, file);
                    Assert.Equal((0, ""), (take.ExitCode, take.Error));
                    Interlocked.Increment(ref takes);
                }
            }
        }));

        Assert.Matches($"ProducerPid .* {producer.Id} ", (await _place.Consumer("inspect")).Output);
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.Equal((0, ""), ((await producer.Enter()).ExitCode, (await producer.Exit()).Error));
        Assert.False(_place.SegmentExists);
        output.WriteLine($"{takes} pictures taken, {kills} kills");
    }

    [Fact]
    public async Task A_peer_that_is_killed_while_it_publishes_leaves_nothing_that_the_next_program_does_not_remove()
    {
        Peer.RequireAll();
        await using Machine machine = await Machine.Start(hasProcesses: false);
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(1000, 1000)));
        string segment = $"{machine.Root}/dev/shm/ipctutorial.{_place.Key}";
        string[] files = [segment, segment + "!"]; // the second is of the life lock, which is free: the next one has it
        int left = 0;
        for (int round = 0; round < TestSize.PeerRounds; round++)
        {
            string peer = Peer.Names[round % Peer.Names.Length];
            await using var publisher = TutorialProgram.Start(
                machine.There(await Peer.Command(peer, "publish", _place.Key, _place.PathOf("in.pam"))));
            await Task.Delay(_random.Next(peer == "c" ? 30 : 200)); // not to wait for something: to kill at any moment
            await publisher.Kill();
            Assert.All(Directory.GetFiles($"{machine.Root}/dev/shm"), file => Assert.Contains(file, files));
            left += (await publisher.Exit()).Output.Length > 0 ? 1 : 0;
        }

        output.WriteLine($"{left} of {TestSize.PeerRounds} had published");
        await using var producer = TutorialProgram.Start(machine.There(TutorialProgram.Command("Producer", "--key", _place.Key)));
        await producer.Line("Wrote the picture");
        Assert.Equal((0, ""), ((await producer.Enter()).ExitCode, (await producer.Exit()).Error));
        Assert.Empty(Directory.GetFiles($"{machine.Root}/dev/shm"));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task List_shows_the_segment_of_a_peer_and_clean_removes_it_when_that_is_dead(string peer)
    {
        await using Machine machine = await Machine.Start(hasProcesses: false);
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(3, 5)));
        await using var publisher = TutorialProgram.Start(
            machine.There(await Peer.Command(peer, "publish", _place.Key, _place.PathOf("in.pam"))));
        await publisher.Line("Published");

        Assert.Matches($"in use +124  3 × 5 pixels by process {publisher.Id}\n", await Consumer("list"));
        Assert.DoesNotContain(_place.Key, await Consumer("clean"), StringComparison.Ordinal);

        await publisher.Kill();
        Assert.Contains("left behind", await Consumer("list"), StringComparison.Ordinal);
        Assert.Contains(_place.Key, await Consumer("clean"), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles($"{machine.Root}/dev/shm"));

        async Task<string> Consumer(string what) =>
            (await TutorialProgram.Run(machine.There(TutorialProgram.Command("Consumer", what)))).Output;
    }

    private static async Task<bool> Wins(TutorialProgram program, string word)
    {
        Task<string> ready = program.Line(word);
        Task<ProgramResult> exit = program.Exit();
        if (await Task.WhenAny(ready, exit) == ready)
            return (await ready).Length > 0;

        ProgramResult result = await exit;
        Assert.True(result.ExitCode == (int)SegmentError.AlreadyExists, $"{result}");
        return false;
    }

    private async Task LeaveBehind()
    {
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(4, 4)));
        await using TutorialProgram killed = await Peer.Ready("c", "Published", "publish", _place.Key, _place.PathOf("in.pam"));
        await killed.Kill();
    }
}
