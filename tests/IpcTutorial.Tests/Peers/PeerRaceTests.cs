using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>A program is held between two of its steps. Under the life lock nothing happens meanwhile; beside others,
/// where our Consumer takes none, the last of them may leave.</summary>
public sealed class PeerRaceTests : IDisposable
{
    private readonly Workplace _place;

    public PeerRaceTests()
    {
        Tools.RequireCompiler();
        _place = new Workplace();
    }

    public static TheoryData<string> Peers => Peer.All;

    public void Dispose() => _place.Dispose();

    // Our Producer has created its file, and not locked it yet: a peer must not take it for a leftover.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_file_that_our_producer_has_not_locked_yet(string peer)
    {
        await using HeldProgram early = await HeldProgram.Start(_place, "flock", 1, Ours("Producer"));
        Assert.Equal((int)SegmentError.LockTimeout, (await InAHurry(await Peer.Command(peer, "attach", _place.Key))).ExitCode);
        Assert.Equal((int)SegmentError.LockTimeout,
            (await InAHurry(await Peer.Command(peer, "publish", _place.Key, Input()))).ExitCode);

        TutorialProgram producer = early.Release();

        await producer.Line("Wrote the picture");
        await EndAndLeaveNothing(producer);
    }

    // The other way round.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_file_that_a_peer_has_not_locked_yet(string peer)
    {
        await using HeldProgram early = await HeldProgram.Start(
            _place, "flock", 1, await Peer.Command(peer, "publish", _place.Key, Input()));
        Assert.Equal((int)SegmentError.LockTimeout, (await InAHurry(Ours("Producer"))).ExitCode);
        Assert.Equal((int)SegmentError.LockTimeout, (await InAHurry(Ours("Consumer", _place.PathOf("out.png")))).ExitCode);

        TutorialProgram publisher = early.Release();

        await publisher.Line("Published");
        await EndAndLeaveNothing(publisher);
    }

    // Our Consumer has seen that somebody is attached, and is about to open the file, or to lock it.
    [Theory]
    [InlineData("open")]
    [InlineData("flock")]
    public async Task The_last_one_leaves_while_our_consumer_attaches_beside_it(string call)
    {
        Peer.RequireAll();
        foreach (string peer in Peer.Names)
        {
            await using TutorialProgram publisher = await Publish(peer);
            await using HeldProgram late = await HeldProgram.Start(
                _place, call, 1, Ours("Consumer", _place.PathOf("out.png")));
            await EndAndLeaveNothing(publisher);

            ProgramResult result = await late.Release().Exit();

            Assert.True(result.ExitCode == (int)SegmentError.NotFound, $"{result}");
            Assert.Contains("Start the Producer first", result.Error, StringComparison.Ordinal);
            Assert.False(_place.SegmentExists);
        }
    }

    // The same, and another one takes its name: our Consumer attaches to that.
    [Theory]
    [InlineData("open")]
    [InlineData("flock")]
    public async Task Another_one_has_the_name_when_our_consumer_attaches(string call)
    {
        PictureFile.Save(_place.PathOf("in.png"), TestPicture.Random(3, 5), overwrite: false);
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using HeldProgram late = await HeldProgram.Start(_place, call, 1, Ours("Consumer", _place.PathOf("out.png")));
        await EndAndLeaveNothing(producer);
        await using TutorialProgram next = await _place.ReadyProducer(_place.PathOf("in.png"));

        Assert.Equal(0, (await late.Release().Exit()).ExitCode);

        Assert.Equal(new PictureSize(3, 5), TestPicture.DecodeIndependently(_place.PathOf("out.png")).Size);
        await EndAndLeaveNothing(next);
    }

    private static Task<ProgramResult> InAHurry(Command command) => TutorialProgram.Run(command
        .WithEnvironmentVariables(variables => variables
            .Set("IPCTUTORIAL_LOCKTIMEOUTSECONDS", "0.3").Set("PYTHONDONTWRITEBYTECODE", "1")));

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
