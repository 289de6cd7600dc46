using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>Peers and our programs at the same moment, again and again.</summary>
[Collection(nameof(Alone))]
public sealed class PeerStormTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 50;

    private static readonly string[] _peers = [.. Peer.All.Select(row => row.Data)];

    private readonly Workplace _place = new();
    private readonly Random _random = new(20261123);

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_three_racing_creators_one_wins(bool hasLeftover)
    {
        byte[] pam = Pam.Encode(TestPicture.Random(4, 4));
        var wins = new Dictionary<string, int>();
        for (int round = 0; round < Rounds; round++)
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

            Assert.Contains($"by process {program.Id}", await Listed(), StringComparison.Ordinal);
            Assert.Equal((0, ""), ((await program.Enter()).ExitCode, (await program.Exit()).Error));
            Assert.False(_place.SegmentExists);
        }

        output.WriteLine(string.Join(", ", wins.Select(win => $"{win.Key} won {win.Value}")));
    }

    [Fact]
    public async Task However_many_peers_come_and_go_the_segment_of_our_producer_stays()
    {
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File("alpha.png"));
        int takes = 0;
        int kills = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
        {
            var random = new Random(i);
            string file = _place.PathOf($"{i}.pam");
            for (int round = 0; round < Rounds; round++)
            {
                string peer = _peers[(i + round) % _peers.Length];
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

        Assert.Contains($"by process {producer.Id}", await Listed(), StringComparison.Ordinal);
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.Equal((0, ""), ((await producer.Enter()).ExitCode, (await producer.Exit()).Error));
        Assert.False(_place.SegmentExists);
        output.WriteLine($"{takes} pictures taken, {kills} kills");
    }

    [Fact]
    public async Task A_peer_that_is_killed_while_it_publishes_leaves_nothing_or_a_whole_segment()
    {
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(1000, 1000)));
        string[] before = Directory.GetFiles("/dev/shm");
        int left = 0;
        for (int round = 0; round < Rounds; round++)
        {
            string peer = _peers[round % _peers.Length];
            await using TutorialProgram publisher = await Peer.Start(peer, "publish", _place.Key, _place.PathOf("in.pam"));
            await Task.Delay(_random.Next(peer == "c" ? 30 : 200)); // not to wait for something: to kill at any moment
            await publisher.Kill();
            Assert.Empty(Directory.GetFiles("/dev/shm").Except(before).Except([_place.SegmentPath]));
            left += (await publisher.Exit()).Output.Length > 0 ? 1 : 0;
        }

        output.WriteLine($"{left} of {Rounds} had published");
        await using TutorialProgram producer = await _place.ReadyProducer();
        await producer.Enter();
    }

    [Theory]
    [InlineData("c")]
    [InlineData("python")]
    public async Task List_shows_the_segment_of_a_peer_and_clean_removes_it_when_that_is_dead(string peer)
    {
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(3, 5)));
        await using TutorialProgram publisher = await Peer.Ready(
            peer, "Published", "publish", _place.Key, _place.PathOf("in.pam"));

        Assert.Matches($"in use +124  3 × 5 pixels by process {publisher.Id}$", await Listed());
        Assert.DoesNotContain(_place.Key, (await TutorialProgram.Run("Consumer", "clean")).Output, StringComparison.Ordinal);

        await publisher.Kill();
        Assert.Contains("left behind", await Listed(), StringComparison.Ordinal);
        Assert.Contains(_place.Key, (await TutorialProgram.Run("Consumer", "clean")).Output, StringComparison.Ordinal);
        Assert.False(_place.SegmentExists);
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

    private async Task<string> Listed() => (await TutorialProgram.Run("Consumer", "list")).Output
        .Split('\n').Single(line => line.StartsWith($"{_place.Key} ", StringComparison.Ordinal));

    private async Task LeaveBehind()
    {
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File("alpha.png"));
        await producer.Kill();
    }
}
