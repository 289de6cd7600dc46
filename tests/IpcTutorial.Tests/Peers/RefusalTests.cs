using System.Runtime.InteropServices;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>What a peer refuses: with an exit code and a reason, and without harm to the segment.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Workplace _place = new();

    public static TheoryData<string> Peers => Peer.All;

    /// <summary>Each peer with: a field of the header, a number to write there, the exit code, the reason.</summary>
    public static TheoryData<string, string, long, int, string> PeersAndLies => [.. Peer.Names.SelectMany(peer =>
        new (string Field, long Value, SegmentError Error, string Reason)[]
        {
            ("Magic", 0x12345678, SegmentError.BadHeader, "Magic is "),
            ("Version", 3, SegmentError.BadHeader, "Version is 3, not 1"),
            ("Version", 2, SegmentError.WrongKind, "holds a stream of pictures, and not one"),
            ("HeaderSize", 128, SegmentError.BadHeader, "HeaderSize is 128, not 64"),
            ("Sequence", 0, SegmentError.NotReady, "holds no picture yet"),
            ("Sequence", 7, SegmentError.Incomplete, "is half-written, by process"),
            ("Width", 65, SegmentError.BadHeader, "Stride is 256, not 260"),
            ("Width", 0x4000_0040, SegmentError.BadHeader, "Stride is 256, not 4294967552"), // 256, in 32 bits
            ("Width", -1, SegmentError.BadHeader, "a picture of -1 × 64 pixels"),
            ("Height", 0, SegmentError.BadHeader, "a picture of 64 × 0 pixels"),
            ("PixelFormat", 2, SegmentError.BadHeader, "PixelFormat is 2"),
            ("PixelBytes", 16385, SegmentError.BadHeader, "PixelBytes is 16385, not 16384"),
            ("Flags", 2, SegmentError.BadHeader, "Flags, but for the retired bit, is 2"),
            ("Flags", 1, SegmentError.LockTimeout, "is being replaced"), // retired, and nobody replaces it
            ("Crc32", 0, SegmentError.BadChecksum, "and the header says 00000000"),
            ("Reserved", 1, SegmentError.BadHeader, "Reserved is 1"),
        }.Select(lie => new TheoryDataRow<string, string, long, int, string>(
            peer, lie.Field, lie.Value, (int)lie.Error, lie.Reason) { Skip = Peer.SkipFor(peer) }))];

    public void Dispose()
    {
        bool saved = File.Exists(_place.PathOf("out.pam"));
        _place.Dispose();
        Assert.False(saved, "A picture that was refused has been saved.");
    }

    [Theory]
    [MemberData(nameof(PeersAndLies))]
    public async Task A_header_that_lies(string peer, string field, long value, int exitCode, string reason)
    {
        using PictureWriter segment = SegmentOf64By64();
        byte[] truth = new byte[PictureHeader.Length];
        int offset = (int)Marshal.OffsetOf<PictureHeader>(field);
        int size = Marshal.SizeOf(typeof(PictureHeader).GetField(field)!.FieldType);
        Patch(file => file.ReadExactly(truth));
        Patch(file => Write(file, offset, BitConverter.GetBytes(value)[..size]));

        Peer.AssertRefused(exitCode, reason, await Take(peer));

        Patch(file => Write(file, 0, truth));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_picture_that_ends_outside_the_segment(string peer)
    {
        using PictureWriter segment = SegmentOf64By64();
        Patch(file => file.SetLength(PictureHeader.Length + 16383));

        Peer.AssertRefused((int)SegmentError.BadHeader, "bytes of pixels, and the segment has room for", await Take(peer));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_picture_whose_writer_stopped_halfway(string peer)
    {
        using PictureWriter segment = SegmentOf64By64();
        await using TutorialProgram writer = await _place.Worker("begin-to-write", "writing");
        await writer.Kill();
        Peer.AssertRefused((int)SegmentError.Incomplete, $"half-written, by process {Environment.ProcessId}", await Take(peer));
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task A_name_that_nothing_has_or_something_else(string peer)
    {
        Peer.AssertRefused((int)SegmentError.NotFound, "Start a Producer", await Take(peer));

        File.WriteAllText(_place.SegmentPath, "not a segment");
        Peer.AssertRefused((int)SegmentError.BadHeader, "Magic is ", await Take(peer));
        Peer.AssertRefused((int)SegmentError.BadHeader, "Magic is ", await Publish(peer));
        Assert.Equal("not a segment", File.ReadAllText(_place.SegmentPath));

        // The beginning of a segment, whose creator died.
        File.WriteAllBytes(_place.SegmentPath, new byte[100]);
        Peer.AssertRefused((int)SegmentError.NotFound, "was left behind", await Take(peer));
        Assert.False(File.Exists(_place.SegmentPath));

        File.CreateSymbolicLink(_place.SegmentPath, _place.PathOf("elsewhere"));
        Peer.AssertRefused((int)SegmentError.PermissionDenied, "cannot be opened", await Take(peer));
        Peer.AssertRefused((int)SegmentError.PermissionDenied, "cannot be opened", await Publish(peer));
        File.Delete(_place.SegmentPath);
    }

    private Task<ProgramResult> Take(string peer) => Peer.RunHasty(peer, "take", _place.Key, _place.PathOf("out.pam"));

    private async Task<ProgramResult> Publish(string peer)
    {
        if (!File.Exists(_place.PathOf("in.pam")))
            File.WriteAllBytes(_place.PathOf("in.pam"), Pam.Encode(TestPicture.Random(3, 3)));
        return await Peer.RunHasty(peer, "publish", _place.Key, _place.PathOf("in.pam"));
    }

    private PictureWriter SegmentOf64By64()
    {
        Requires.Linux();
        return _place.Publish(TestPicture.Random(64, 64));
    }

    private void Patch(Action<FileStream> action)
    {
        using FileStream file = new(_place.SegmentPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        action(file);
    }

    private static void Write(FileStream file, int offset, byte[] bytes) => RandomAccess.Write(file.SafeFileHandle, bytes, offset);
}
