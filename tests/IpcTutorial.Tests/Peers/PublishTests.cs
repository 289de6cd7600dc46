using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>C and Python publish a picture, and our Consumer saves it.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly Picture _picture = TestPicture.Random(641, 479);

    public static TheoryData<string> Peers => Peer.All;

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Every_pixel_arrives(string peer)
    {
        await using TutorialProgram publisher = await Publish(peer);

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));

        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        TestPicture.AssertSame(_picture, TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        await EndAndLeaveNothing(publisher);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Inspect_shows_its_process_and_its_header(string peer)
    {
        await using TutorialProgram publisher = await Publish(peer);

        ProgramResult inspect = await _place.Consumer("inspect");

        Assert.Equal((0, ""), (inspect.ExitCode, inspect.Error));
        Assert.Matches($"Attached  {publisher.Id} \\((peer|python[0-9.]*)\\)\n", inspect.Output);
        Assert.Contains("Picture   whole, 641 × 479 pixels", inspect.Output, StringComparison.Ordinal);
        Assert.Matches($"ProducerPid .* {publisher.Id} ", inspect.Output);
        Assert.Matches($"PublishedAt .* {DateTime.UtcNow.Year}-", inspect.Output);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(_place.SegmentPath).UnixFileMode);
        await EndAndLeaveNothing(publisher);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_takes_what_another_publishes(string peer)
    {
        Peer.RequireAll();
        foreach (string other in Peer.Names)
        {
            await using TutorialProgram publisher = await Publish(peer);
            Assert.Equal(0, (await Peer.Run(other, "take", _place.Key, _place.PathOf("out.pam"))).ExitCode);
            TestPicture.AssertSame(_picture, Pam.Load(_place.PathOf("out.pam")));
            await EndAndLeaveNothing(publisher);
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_key_that_is_in_use_is_refused_on_both_sides(string peer)
    {
        await using (TutorialProgram producer = await _place.ReadyProducer())
        {
            ProgramResult late = await Peer.Run(peer, "publish", _place.Key, Input());
            Assert.Equal((int)SegmentError.AlreadyExists, late.ExitCode);
            Assert.Contains("exists, and somebody is attached to it", late.Error, StringComparison.Ordinal);
            await EndAndLeaveNothing(producer);
        }

        await using TutorialProgram publisher = await Publish(peer);
        await using TutorialProgram lateProducer = _place.Producer();
        ProgramResult refused = await lateProducer.Exit();
        Assert.Equal((int)SegmentError.AlreadyExists, refused.ExitCode);
        Assert.Contains($"Process {publisher.Id} ", refused.Error, StringComparison.Ordinal);
        await EndAndLeaveNothing(publisher);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task The_end_of_the_input_or_a_signal_ends_it_too(string peer)
    {
        await using (TutorialProgram publisher = await Publish(peer))
        {
            publisher.EndInput();
            Assert.Equal(0, (await publisher.Exit()).ExitCode);
            Assert.False(_place.SegmentExists);
        }

        foreach (string signal in new[] { "TERM", "INT", "HUP" })
        {
            await using TutorialProgram publisher = await Publish(peer);
            await publisher.Signal(signal);
            ProgramResult result = await publisher.Exit();
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.False(_place.SegmentExists);
        }
    }

    private string Input()
    {
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(_picture));
        return _place.PathOf("in.pam");
    }

    private Task<TutorialProgram> Publish(string peer) => Peer.Ready(peer, "Published", "publish", _place.Key, Input());

    private async Task EndAndLeaveNothing(TutorialProgram publisher)
    {
        Assert.True(_place.SegmentExists);
        ProgramResult result = await publisher.Enter();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(_place.SegmentExists);
    }
}
