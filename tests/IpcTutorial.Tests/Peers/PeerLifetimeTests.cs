using System.Runtime.InteropServices;
using CliWrap;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>A peer counts as attached: the segment lives until the last one has left, whoever that is.</summary>
public sealed class PeerLifetimeTests : IDisposable
{
    private readonly Workplace _place = new();

    public static TheoryData<string> Peers => Peer.All;

    public static TheoryData<string, bool> PeersAndKills => Peer.With(false, true);

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(PeersAndKills))]
    public async Task The_segment_outlives_our_producer_while_a_peer_is_attached(string peer, bool isProducerKilled)
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram reader = await Attach(peer);
        await _place.UntilAttached(reader);
        if (isProducerKilled)
            await producer.Kill();
        else
            await producer.Enter();

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        await using TutorialProgram second = _place.Producer();
        Assert.Equal((int)SegmentError.AlreadyExists, (await second.Exit()).ExitCode);

        await EndAndLeaveNothing(reader);
    }

    [Theory]
    [MemberData(nameof(PeersAndKills))]
    public async Task The_segment_of_a_peer_outlives_it_while_our_reader_is_attached(string peer, bool isPeerKilled)
    {
        await using TutorialProgram publisher = await Publish(peer);
        await using TutorialProgram reader = await _place.Worker("attach", "attached");
        if (isPeerKilled)
            await publisher.Kill();
        else
            Assert.Equal((0, ""), ((await publisher.Enter()).ExitCode, (await publisher.Exit()).Error));

        Assert.Equal(0, (await Peer.Run(peer, "take", _place.Key, _place.PathOf("out.pam"))).ExitCode);
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        await EndAndLeaveNothing(reader);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_killed_peer_does_not_keep_our_segment(string peer)
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram reader = await Attach(peer);

        await reader.Kill();

        await EndAndLeaveNothing(producer);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task What_a_killed_peer_leaves_our_producer_reclaims(string peer)
    {
        await using TutorialProgram publisher = await Publish(peer);
        await publisher.Kill();
        Assert.True(_place.SegmentExists);

        await using TutorialProgram producer = _place.Producer();

        await producer.Line("Removed a segment that a dead process had left behind.");
        await producer.Line("Wrote the picture");
        await EndAndLeaveNothing(producer);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task What_is_left_behind_a_peer_reclaims_and_never_serves(string peer)
    {
        await using (TutorialProgram producer = await _place.ReadyProducer())
            await producer.Kill();

        ProgramResult take = await Peer.Run(peer, "take", _place.Key, _place.PathOf("out.pam"));
        Assert.Equal((int)SegmentError.NotFound, take.ExitCode);
        Assert.Contains("was left behind by a process that died", take.Error, StringComparison.Ordinal);
        Assert.False(_place.SegmentExists);

        await using (TutorialProgram producer = await _place.ReadyProducer())
            await producer.Kill();
        await using TutorialProgram publisher = await Publish(peer);
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.Equal(new PictureSize(3, 5), TestPicture.DecodeIndependently(_place.PathOf("out.png")).Size);
        await EndAndLeaveNothing(publisher);
    }

    // Who has opened it, and not locked it yet, would else stay with what nobody finds any more.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task The_last_one_out_marks_it_as_retired(string peer)
    {
        await using TutorialProgram publisher = await Publish(peer);
        string second = $"/dev/shm/{_place.Key}"; // a second name, which remains
        await Cli.Wrap("ln").WithArguments([_place.SegmentPath, second]).ExecuteAsync();
        try
        {
            await EndAndLeaveNothing(publisher);
            byte[] header = File.ReadAllBytes(second)[..PictureHeader.Length];
            Assert.Equal(PictureHeader.RetiredFlag, MemoryMarshal.Read<PictureHeader>(header).Flags);
        }
        finally
        {
            File.Delete(second);
        }
    }

    private Task<TutorialProgram> Attach(string peer) => Peer.Ready(peer, "Attached", "attach", _place.Key);

    private Task<TutorialProgram> Publish(string peer)
    {
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(3, 5)));
        return Peer.Ready(peer, "Published", "publish", _place.Key, _place.PathOf("in.pam"));
    }

    private async Task EndAndLeaveNothing(TutorialProgram last)
    {
        Assert.True(_place.SegmentExists);
        ProgramResult result = await last.Enter();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(_place.SegmentExists);
    }
}
