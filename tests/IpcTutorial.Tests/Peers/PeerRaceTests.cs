using CliWrap;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>A peer comes or leaves exactly between two steps of our programs, or we between two of a peer's. Our programs
/// take theirs under the life lock, which a peer cannot take: so both must look again.</summary>
public sealed class PeerRaceTests : IDisposable
{
    private readonly Workplace _place;

    public PeerRaceTests()
    {
        Tools.RequireCompiler();
        _place = new Workplace();
    }

    public static TheoryData<string> Peers => Peer.All;

    public static TheoryData<string, int> PeersAndLocks => Peer.With(1, 2);

    public void Dispose() => _place.Dispose();

    // Our Producer has opened a leftover and not locked it yet. A peer removes it, and gives its name to a segment of its
    // own. What our Producer locks then is free; what has the name is not.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_leftover_that_a_peer_replaces_before_our_producer_locks_it(string peer)
    {
        await using (TutorialProgram producer = await _place.ReadyProducer())
            await producer.Kill();
        await using HeldProgram late = await HeldProgram.Start(
            _place, "flock", 1, Ours("Producer"));
        await using TutorialProgram publisher = await Publish(peer);

        ProgramResult result = await late.Release().Exit();

        Assert.True(result.ExitCode == (int)SegmentError.AlreadyExists, $"{result}");
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.Equal(new PictureSize(3, 5), TestPicture.DecodeIndependently(_place.PathOf("out.png")).Size);
        await EndAndLeaveNothing(publisher);
    }

    // Our Producer has found the name free, and is about to create.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_name_that_a_peer_takes_before_our_producer_does(string peer)
    {
        await using HeldProgram late = await HeldProgram.Start(
            _place, "open", 1, Ours("Producer"));
        await using TutorialProgram publisher = await Publish(peer);

        ProgramResult result = await late.Release().Exit();

        Assert.True(result.ExitCode == (int)SegmentError.AlreadyExists, $"{result}");
        await EndAndLeaveNothing(publisher);
    }

    // Our Producer has created its file, and not locked it yet: a peer must not take it for a leftover.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_file_that_our_producer_has_not_locked_yet(string peer)
    {
        await using HeldProgram early = await HeldProgram.Start(
            _place, "flock", 1, Ours("Producer"));
        Assert.Equal((int)SegmentError.LockTimeout, (await Peer.RunHasty(peer, "attach", _place.Key)).ExitCode);
        Assert.Equal((int)SegmentError.LockTimeout, (await Peer.RunHasty(peer, "publish", _place.Key, Input())).ExitCode);

        TutorialProgram producer = early.Release();

        await producer.Line("Wrote the picture");
        await EndAndLeaveNothing(producer);
    }

    // Our Consumer opens the segment three times: for the exclusive lock, which it does not get; for a shared one, to see
    // whether there are others; and to attach. The third flock gives the second lock back.
    [Theory]
    [InlineData("open", 1)]
    [InlineData("open", 2)]
    [InlineData("open", 3)]
    [InlineData("flock", 1)]
    [InlineData("flock", 2)]
    [InlineData("flock", 4)]
    public async Task The_last_one_leaves_while_our_consumer_attaches(string call, int count)
    {
        Peer.RequireAll();
        foreach (string peer in Peer.Names)
        {
            await using TutorialProgram publisher = await Publish(peer);
            await using HeldProgram late = await HeldProgram.Start(
            _place, call, count, Ours("Consumer", _place.PathOf("out.png")));
            await EndAndLeaveNothing(publisher);

            ProgramResult result = await late.Release().Exit();

            Assert.True(result.ExitCode == (int)SegmentError.NotFound, $"{result}");
            Assert.Contains("Start the Producer first", result.Error, StringComparison.Ordinal);
            Assert.False(_place.SegmentExists);
        }
    }

    // While our Consumer looks it holds a lock, so the peer is not the last one. Then our Consumer is.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_leaves_while_our_consumer_looks(string peer)
    {
        await using TutorialProgram publisher = await Publish(peer);
        await using HeldProgram late = await HeldProgram.Start(
            _place, "flock", 3, Ours("Consumer", _place.PathOf("out.png")));
        Assert.Equal((0, ""), ((await publisher.Enter()).ExitCode, (await publisher.Exit()).Error));

        Assert.Equal(0, (await late.Release().Exit()).ExitCode);

        Assert.False(_place.SegmentExists);
    }

    // A peer has opened our segment, and is about to ask for the exclusive lock, or the shared one.
    [Theory]
    [MemberData(nameof(PeersAndLocks))]
    public async Task Our_producer_leaves_while_a_peer_attaches(string peer, int count)
    {
        PictureFile.Save(_place.PathOf("in.png"), TestPicture.Random(3, 5), overwrite: false);
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using HeldProgram late = await HeldProgram.Start(
            _place, "flock", count, await Peer.Command(peer, "attach", _place.Key));
        await EndAndLeaveNothing(producer);
        await using TutorialProgram next = await _place.ReadyProducer(_place.PathOf("in.png"));

        TutorialProgram reader = late.Release();

        // To the new one, which has 3 × 5 pixels, and is kept by it.
        Assert.EndsWith(": 124 bytes.", await reader.Line("Attached to"));
        Assert.Equal(0, (await next.Enter()).ExitCode);
        await EndAndLeaveNothing(reader);
    }

    // A peer is about to lock a leftover that is in its way, and our Producer makes a segment in its place.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Our_producer_reclaims_a_leftover_before_a_peer_does(string peer)
    {
        await using (TutorialProgram killed = await _place.ReadyProducer())
            await killed.Kill();
        await using HeldProgram late = await HeldProgram.Start(
            _place, "flock", 1, await Peer.Command(peer, "publish", _place.Key, Input()));
        await using TutorialProgram producer = await _place.ReadyProducer();

        ProgramResult result = await late.Release().Exit();

        Assert.True(result.ExitCode == (int)SegmentError.AlreadyExists, $"{result}");
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        await EndAndLeaveNothing(producer);
    }

    private Command Ours(string project, params string[] arguments) =>
        TutorialProgram.Command(project, [.. arguments, "--key", _place.Key]);

    private string Input()
    {
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(3, 5)));
        return _place.PathOf("in.pam");
    }

    private Task<TutorialProgram> Publish(string peer) => Peer.Ready(peer, "Published", "publish", _place.Key, Input());

    private async Task EndAndLeaveNothing(TutorialProgram last)
    {
        Assert.True(_place.SegmentExists);
        ProgramResult result = await last.Enter();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(_place.SegmentExists);
    }
}
