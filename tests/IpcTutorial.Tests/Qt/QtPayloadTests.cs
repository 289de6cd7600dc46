using System.Runtime.Versioning;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>Whatever is in a segment of Qt's: a picture that is whole, or a clear error.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtPayloadTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);
    private static readonly Picture _picture = TestPicture.Random(20, 20);

    private readonly QtPlace _place = new();

    public static TheoryData<int> Versions => QtPeer.Versions;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("00000000", SegmentError.NotReady, "holds no picture: nothing was written yet, or a null QImage")]
    [InlineData("00", SegmentError.BadHeader, "it has 1 bytes")]
    [InlineData("000000", SegmentError.BadHeader, "it has 3 bytes")]
    [InlineData("00000001", SegmentError.BadHeader, "no PNG follows")]
    [InlineData("01000000", SegmentError.BadHeader, "it begins with 01000000, and must with 00000001")]
    [InlineData("FFFFFFFF89504E470D0A1A0A", SegmentError.BadHeader, "it begins with FFFFFFFF")]
    [InlineData("00000001474946383961", SegmentError.BadHeader, "no PNG follows")]
    [InlineData("0000000189504E470D0A1A0A0000000049454E44AE426082", SegmentError.BadHeader, "the PNG has no header")]
    [InlineData("0000000189504E470D0A1A0A0000000C49484452000000010000000108060000DEADBEEF", SegmentError.BadHeader, "no header")]
    [InlineData("0000000189504E470D0A1A0A0000000D7445587400000001000000010806000000DEADBEEF", SegmentError.BadHeader, "no header")]
    public void What_is_no_picture_is_refused(string hex, SegmentError error, string message)
    {
        using QtSegment segment = Segment(Convert.FromHexString(hex));

        var refused = Assert.Throws<SegmentException>(Take);

        Assert.Equal(error, refused.Error);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_null_picture_of_qt_is_NotReady(int version)
    {
        await using TutorialProgram qt = await _place.Peer(version, "saved 4 bytes", "save-null");

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));

        Assert.Equal((int)SegmentError.NotReady, consumer.ExitCode);
        await qt.Enter();
    }

    [Fact]
    public void Zeros_behind_a_picture_do_no_harm()
    {
        using QtSegment segment = Segment([.. Payload(), .. new byte[5000]]);
        TestPicture.AssertSame(_picture, Take());
    }

    [Fact]
    public void A_picture_that_is_cut_off_anywhere_is_refused()
    {
        byte[] payload = Payload();
        for (int length = 12; length < payload.Length; length++)
        {
            using QtSegment segment = Segment(payload[..length]);
            var refused = Assert.Throws<InvalidDataException>(Take);
            Assert.Contains("is cut off", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_byte_is_wrong_it_is_a_picture_or_an_error()
    {
        byte[] payload = Payload();
        var random = new Random(20261123);
        using QtSegment segment = Segment(payload);
        for (int i = 0; i < 5000; i++)
        {
            payload.CopyTo(segment.AsSpan());
            for (int changes = random.Next(1, 4); changes > 0; changes--)
                segment.AsSpan()[random.Next(Math.Min(payload.Length, random.Next(2) == 0 ? 60 : int.MaxValue))] = (byte)random.Next(256);
            try
            {
                Take();
            }
            catch (Exception e) when (e is InvalidDataException or PictureTooLargeException or SegmentException)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    [Fact]
    public void A_picture_that_claims_to_be_large_takes_no_memory()
    {
        string bomb = _place.PathOf("bomb.png");
        PngWriter.WriteBomb(bomb, 40_000, 40_000);
        using QtSegment segment = Segment([0, 0, 0, 1, .. File.ReadAllBytes(bomb)]);

        var refused = Assert.Throws<PictureTooLargeException>(Take);

        Assert.Contains("40000 × 40000 pixels", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, SegmentError.InvalidSize)]
    [InlineData(long.MaxValue, SegmentError.InvalidSize, SegmentError.OutOfResources)]
    public void A_size_that_cannot_be_leaves_nothing_behind(long size, params SegmentError[] errors)
    {
        var refused = Assert.Throws<SegmentException>(() => QtSegment.Create(_place.Key, size, _timeout).Dispose());
        Assert.Contains(refused.Error, errors);
        Assert.True(_place.IsClean);
    }

    [Fact]
    public void A_reader_cannot_write()
    {
        using QtSegment segment = Segment(Payload());
        using QtSegment reader = QtSegment.Attach(_place.Key, _timeout);
        Assert.Throws<InvalidOperationException>(() => reader.AsSpan().Clear());
    }

    [Fact]
    public void After_detaching_nothing_can_be_read()
    {
        QtSegment segment = Segment(Payload());
        segment.Dispose();
        segment.Dispose();
        Assert.Throws<ObjectDisposedException>(() => segment.AsReadOnlySpan().Length);
    }

    private byte[] Payload()
    {
        string path = _place.Save(_picture);
        return [0, 0, 0, 1, .. File.ReadAllBytes(path)];
    }

    private QtSegment Segment(byte[] bytes)
    {
        QtSegment segment = QtSegment.Create(_place.Key, bytes.Length, _timeout);
        bytes.CopyTo(segment.AsSpan());
        return segment;
    }

    private Picture Take()
    {
        using QtPictureSegment segment = QtPictureSegment.Attach(_place.Key, _timeout);
        return segment.Take(1_000_000);
    }
}
