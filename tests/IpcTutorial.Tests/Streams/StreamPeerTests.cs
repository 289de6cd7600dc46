using System.Globalization;
using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>C and Python follow our stream, and we follow one of C: by the same locks, and the same bell.</summary>
public sealed class StreamPeerTests : IDisposable
{
    private readonly Workplace _place = new();

    private static readonly string[] _names = ["c", "python"];

    public static TheoryData<string> Peers =>
        [.. _names.Select(name => new TheoryDataRow<string>(name) { Skip = Peer.SkipFor(name) })];

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_follows_a_stream_whose_pictures_grow_and_none_is_torn(string peer)
    {
        await using var writer = TutorialProgram.Start("tests/Worker", "stream-write", _place.Key, "latest", "resize");
        await writer.Line("ready");
        string count = TestSize.StreamPictures.ToString(CultureInfo.InvariantCulture);
        ProgramResult[] results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Peer.Run(peer, "follow", _place.Key, count)));

        Assert.All(results, result =>
        {
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Matches($"^Took {count} pictures, missed [0-9]+; 0 had more than one colour.", result.Output);
        });
        writer.EndInput();
        Assert.Equal(("ready", 0), ((await writer.Exit()).Output.Trim(), (await writer.Exit()).ExitCode));
        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public async Task We_follow_the_stream_of_a_c_program_and_no_picture_is_torn_or_missed()
    {
        Tools.RequireCompiler();
        await using TutorialProgram reader = TutorialProgram.Start("tests/Worker", "stream-read", _place.Key, "every");
        await using TutorialProgram writer = await Peer.Ready("c", "Streaming into", "stream", _place.Key, "1000");
        await writer.Signal("STOP"); // it waits for nobody, and would be gone before a reader that takes long to start
        await reader.Line("ready");
        await writer.Signal("CONT");
        await reader.Line("at ");

        Assert.Equal(0, (await writer.Exit()).ExitCode);
        reader.EndInput();
        ProgramResult result = await reader.Exit();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.DoesNotContain("TORN", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("OLDER", result.Output, StringComparison.Ordinal);
        Assert.False(_place.SegmentExists);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_that_wants_the_other_kind_says_so(string peer)
    {
        await using (TutorialProgram stream = _place.Producer("--stream"))
        {
            await stream.Line("Publishing");
            Peer.AssertRefused(22, "holds a stream of pictures, and not one.", await Peer.Run(peer, "take", _place.Key, _place.PathOf("x.pam")));
            await stream.Signal("INT");
            await stream.Exit();
        }

        await using TutorialProgram pair = await _place.ReadyProducer();
        Peer.AssertRefused(22, "holds one picture, and not a stream of them.", await Peer.Run(peer, "follow", _place.Key, "1"));
        await pair.Enter();
    }
}
