using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>C and Python take the picture of our Producer.</summary>
public sealed class TakeTests(SampleProducer sample) : IDisposable
{
    private readonly Workplace _place = new();

    public static TheoryData<string> Peers => Peer.All;

    public static TheoryData<string, string> PeersAndFiles => Peer.With("alpha.png", "swapping-profile.png", "photo.bmp");

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(PeersAndFiles))]
    public async Task Every_pixel_arrives(string peer, string file)
    {
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File(file));

        ProgramResult result = await Take(peer);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        TestPicture.AssertSame(
            TestPicture.DecodeIndependently(TestPicture.File(file)), Pam.Load(_place.PathOf("out.pam")));
        await EndAndLeaveNothing(producer);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task It_prints_the_same_checksum_as_the_producer(string peer)
    {
        string checksum = await sample.Checksum();

        ProgramResult result = await Peer.Run(peer, "take", sample.Key, _place.PathOf("out.pam"));

        Assert.Equal($"Took 640 × 400 pixels, CRC-32 {checksum}.\nSaved {_place.PathOf("out.pam")}.\n", result.Output);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_larger_picture_in_its_place_arrives(string peer)
    {
        PictureFile.Save(_place.PathOf("larger.png"), TestPicture.Random(641, 479), overwrite: false);
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File("alpha.png"));
        await using TutorialProgram reader = await Peer.Ready(peer, "Attached", "attach", _place.Key);
        producer.Type(_place.PathOf("larger.png"));
        await producer.Line("Wrote the picture");

        // The reader stays with the small one, which is retired and has no name any more. Its end harms nobody.
        Assert.Equal(0, (await reader.Enter()).ExitCode);
        Assert.Equal(0, (await Take(peer)).ExitCode);

        TestPicture.AssertSame(TestPicture.Random(641, 479), Pam.Load(_place.PathOf("out.pam")));
        await EndAndLeaveNothing(producer);
    }

    // All pictures of a cycle have one colour each.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task From_a_producer_that_writes_without_pause_no_torn_picture_comes(string peer)
    {
        await using TutorialProgram producer = _place.Producer("--cycle", "0");
        await producer.Line("Replacing the picture");
        var colours = new HashSet<uint>();
        for (int i = 0; i < TestSize.PeerTakes || (colours.Count == 1 && i < 100); i++)
        {
            ProgramResult result = await Take(peer);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            byte[] rgba = Pam.Load(_place.PathOf("out.pam")).Rgba;
            Assert.True(rgba.AsSpan(4).SequenceEqual(rgba.AsSpan(0, rgba.Length - 4)), $"Picture {i} is torn.");
            colours.Add(BitConverter.ToUInt32(rgba));
        }

        Assert.True(colours.Count > 1, "The picture did not change: this test has seen nothing.");
        await EndAndLeaveNothing(producer);
    }

    private Task<ProgramResult> Take(string peer) => Peer.Run(peer, "take", _place.Key, _place.PathOf("out.pam"));

    private async Task EndAndLeaveNothing(TutorialProgram producer)
    {
        Assert.True(_place.SegmentExists);
        ProgramResult result = await producer.Enter();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(_place.SegmentExists);
    }
}
