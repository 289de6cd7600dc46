using System.Text;
using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>What the user of a peer can do wrong, and a machine that has no room.</summary>
public sealed class BadPeerInputTests : IDisposable
{
    private readonly Workplace _place = new();

    public static TheoryData<string> Peers => Peer.All;

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_wrong_command_line(string peer)
    {
        Peer.AssertRefused(2, "usage: ", await Peer.Run(peer));
        Peer.AssertRefused(2, "usage: ", await Peer.Run(peer, "take", _place.Key));
        Peer.AssertRefused(2, "usage: ", await Peer.Run(peer, "steal", _place.Key, "x"));
        Peer.AssertRefused((int)SegmentError.InvalidKey, "'a/b' is not a key", await Peer.Run(peer, "attach", "a/b"));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_file_that_cannot_be_written_or_read(string peer)
    {
        Requires.Linux();
        using PictureWriter segment = _place.Publish(TestPicture.Random(64, 64));
        Peer.AssertRefused(3, "cannot be written", await Peer.Run(peer, "take", _place.Key, _place.PathOf("no/out.pam")));
        Peer.AssertRefused(3, "cannot be written", await Peer.Run(peer, "take", _place.Key, "/dev/full"));
        Peer.AssertRefused(3, "cannot be read", await Peer.Run(peer, "publish", _place.Key, _place.PathOf("no.pam")));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_file_that_is_no_picture(string peer)
    {
        byte[] valid = Pam.Encode(TestPicture.Random(3, 3));
        string text = Encoding.Latin1.GetString(valid);
        string[] wrong =
        [
            "", "P6\n", "P7\n", text[..60], text[..^1], text.Replace("RGB_ALPHA", "RGB", StringComparison.Ordinal),
            text.Replace("WIDTH 3", "WIDTH 0", StringComparison.Ordinal),
            text.Replace("WIDTH 3", "WIDTH 999999999", StringComparison.Ordinal),
            text.Replace("WIDTH 3", "WIDTH -3", StringComparison.Ordinal),
            text.Replace("MAXVAL 255", "MAXVAL 65535", StringComparison.Ordinal),
        ];
        foreach (string content in wrong)
        {
            File.WriteAllText(_place.PathOf("in.pam"), content, Encoding.Latin1);
            Peer.AssertRefused(4, "is not a picture for this program", await Peer.Run(peer, "publish", _place.Key, _place.PathOf("in.pam")));
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_picture_for_which_there_is_no_room(string peer)
    {
        await Machine.Require();
        File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(64, 64)));
        Command command = await Peer.Command(peer, "publish", _place.Key, _place.PathOf("in.pam"));

        ProgramResult result = await TutorialProgram.Run(
            Machine.Mounting("mount -t tmpfs -o size=16384 tmpfs /dev/shm", command));

        Peer.AssertRefused((int)SegmentError.OutOfResources, "has no room for", result);
    }
}
