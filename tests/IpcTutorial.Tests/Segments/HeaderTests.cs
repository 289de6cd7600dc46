using System.Runtime.InteropServices;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>The 64 bytes before the pixels, and what is refused in them.</summary>
public sealed class HeaderTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(nameof(PictureHeader.Magic), 0)]
    [InlineData(nameof(PictureHeader.Version), 4)]
    [InlineData(nameof(PictureHeader.HeaderSize), 6)]
    [InlineData(nameof(PictureHeader.Sequence), 8)]
    [InlineData(nameof(PictureHeader.Width), 16)]
    [InlineData(nameof(PictureHeader.Height), 20)]
    [InlineData(nameof(PictureHeader.Stride), 24)]
    [InlineData(nameof(PictureHeader.PixelFormat), 28)]
    [InlineData(nameof(PictureHeader.PixelBytes), 32)]
    [InlineData(nameof(PictureHeader.PublishedAt), 40)]
    [InlineData(nameof(PictureHeader.ProducerPid), 48)]
    [InlineData(nameof(PictureHeader.Flags), 52)]
    [InlineData(nameof(PictureHeader.Crc32), 56)]
    [InlineData(nameof(PictureHeader.Reserved), 60)]
    public void Each_field_has_its_place(string field, int offset) =>
        Assert.Equal(offset, Marshal.OffsetOf<PictureHeader>(field));

    [Fact]
    public void A_header_is_64_bytes() => Assert.Equal(64, Marshal.SizeOf<PictureHeader>());

    [Fact]
    public void A_segment_without_a_picture_is_NotReady() =>
        Assert.Equal(SegmentError.NotReady, TakeFrom(CreateSegment(publish: false), _ => { }));

    [Theory]
    [InlineData(0, 0x54435048, SegmentError.BadHeader)] // Magic
    [InlineData(4, 0x0040_0002, SegmentError.BadHeader)] // Version
    [InlineData(4, 0x0080_0001, SegmentError.BadHeader)] // HeaderSize
    [InlineData(8, 3, SegmentError.Incomplete)] // Sequence
    [InlineData(16, 0, SegmentError.BadHeader)] // Width
    [InlineData(16, -10, SegmentError.BadHeader)]
    [InlineData(16, int.MaxValue, SegmentError.BadHeader)]
    [InlineData(20, 0, SegmentError.BadHeader)] // Height
    [InlineData(20, 11, SegmentError.BadHeader)]
    [InlineData(24, 41, SegmentError.BadHeader)] // Stride
    [InlineData(28, 2, SegmentError.BadHeader)] // PixelFormat
    [InlineData(32, 399, SegmentError.BadHeader)] // PixelBytes
    [InlineData(36, -1, SegmentError.BadHeader)]
    [InlineData(52, 2, SegmentError.BadHeader)] // Flags
    [InlineData(56, 0, SegmentError.BadChecksum)] // Crc32
    [InlineData(60, 1, SegmentError.BadHeader)] // Reserved
    public void A_header_that_lies_is_refused(int offset, int value, SegmentError expected) =>
        Assert.Equal(expected, TakeFrom(CreateSegment(publish: true),
            segment => MemoryMarshal.Write(segment.AsSpan(offset, 4), value)));

    [Fact]
    public void A_picture_larger_than_the_segment_is_refused() =>
        Assert.Equal(SegmentError.BadHeader, TakeFrom(CreateSegment(publish: true), segment =>
        {
            ref PictureHeader header = ref MemoryMarshal.AsRef<PictureHeader>(segment.AsSpan(0, 64));
            header.Height = 2000;
            header.PixelBytes = 80_000;
        }));

    [Theory]
    [InlineData(1000)]
    [InlineData(63)]
    [InlineData(1)]
    public async Task A_file_of_foreign_bytes_is_refused_and_kept(int length)
    {
        Requires.Unix();
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        await File.WriteAllBytesAsync(_place.SegmentPath, bytes);

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));
        await using TutorialProgram producer = _place.Producer();

        Assert.Equal((int)SegmentError.BadHeader, consumer.ExitCode);
        Assert.Equal((int)SegmentError.BadHeader, (await producer.Exit()).ExitCode);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_place.SegmentPath));
        File.Delete(_place.SegmentPath);
    }

    private PictureWriter CreateSegment(bool publish)
    {
        Picture picture = TestPicture.Random(10, 10);
        PictureWriter segment = _place.Writer(picture.Size);
        if (publish)
            segment.Publish(picture);
        return segment;
    }

    private SegmentError TakeFrom(PictureWriter published, Action<WritableSegment> damage)
    {
        using (published)
        using (PictureReader reader = _place.Reader())
        using (WritableSegment writer = SharedSegment.AttachToWrite(
            new SegmentKey(_place.Key), TimeSpan.FromSeconds(30)))
        {
            byte[] whole = writer.AsReadOnlySpan(0, PictureHeader.Length).ToArray();
            damage(writer);
            SegmentError error = Assert.Throws<SegmentException>(() => reader.Take(out _)).Error;

            // What has no magic is not ours to remove.
            whole.CopyTo(writer.AsSpan(0, PictureHeader.Length));
            return error;
        }
    }
}
