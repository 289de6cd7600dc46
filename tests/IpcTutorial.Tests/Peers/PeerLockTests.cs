using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>Our programs and the peers exclude each other, with the same locks.</summary>
public sealed class PeerLockTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly Workplace _place = new();

    public static TheoryData<string> Peers => Peer.All;

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Our_writer_keeps_a_peer_out_and_our_reader_does_not(string peer)
    {
        using PictureWriter segment = _place.Publish(TestPicture.Random(64, 64));
        await using (TutorialProgram reader = await _place.Worker("share-lock", "sharing"))
        {
            Assert.Equal(0, (await Take(peer)).ExitCode);
            await reader.Enter();
        }

        await using (TutorialProgram writer = await _place.Worker("hold-lock", "holding"))
        {
            Peer.AssertRefused((int)SegmentError.LockTimeout, "another process holds it", await Take(peer));
            await writer.Enter();
        }

        Assert.Equal(0, (await Take(peer)).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_keeps_our_writer_out_and_our_reader_does_not_wait(string peer)
    {
        using WritableSegment segment = SharedSegment.Create(new SegmentKey(_place.Key), PictureHeader.Length, _timeout);
        await using TutorialProgram holder = await Peer.Ready(peer, "Attached", "hold", _place.Key);
        Assert.Equal(LockState.Shared, segment.LockState);
        Assert.False(segment.TryLockToWrite(TimeSpan.FromMilliseconds(20), out _));
        segment.LockToRead(TimeSpan.Zero).Dispose();

        await holder.Kill();

        segment.LockToWrite(_timeout).Dispose();
    }

    // Whoever sees it announced leaves the life lock alone.
    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_that_is_attached_is_seen_beside_it(string peer)
    {
        SharedSegment segment = SharedSegment.Create(new SegmentKey(_place.Key), PictureHeader.Length, _timeout);
        await using TutorialProgram reader = await Peer.Ready(peer, "Attached", "attach", _place.Key);
        segment.Dispose();
        using (new FileStream(_place.SegmentPath + "!", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0,
                   FileOptions.DeleteOnClose))
        {
            SharedSegment.Attach(new SegmentKey(_place.Key), TimeSpan.Zero).Dispose();
        }

        Assert.Equal((0, ""), ((await reader.Enter()).ExitCode, (await reader.Exit()).Error));
        Assert.False(_place.SegmentExists);
    }

    private async Task<ProgramResult> Take(string peer) => await TutorialProgram.Run(
        (await Peer.Command(peer, "take", _place.Key, _place.PathOf("out.pam"))).WithEnvironmentVariables(variables =>
            variables.Set("IPCTUTORIAL_LOCKTIMEOUTSECONDS", "0.3").Set("PYTHONDONTWRITEBYTECODE", "1")));
}
