using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>A picture in place, and what a reader of it may rely on.</summary>
public sealed class HeldPictureTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly Picture _picture = TestPicture.Random(61, 47);
    private readonly PictureWriter _published;

    public HeldPictureTests()
    {
        _published = _place.Writer(_picture.Size);
        _published.Publish(_picture);
    }

    public void Dispose()
    {
        _published.Dispose();
        _place.Dispose();
    }

    [Fact]
    public void It_is_the_picture_that_was_published()
    {
        using PictureReader reader = _place.Reader();
        using HeldPicture held = reader.Hold();

        Assert.Equal(_picture.Size, held.Header.PictureSize);
        Assert.Equal(_picture.Crc, held.Header.Crc32);
        Assert.True(held.Rgba.SequenceEqual(_picture.Rgba));
    }

    // From 8 MiB on they are copied another way, in pieces of 64 bytes; and the first of a segment in a third.
    [Theory]
    [InlineData(2047, 1024)] // 8 MiB less 4 KiB
    [InlineData(2048, 1024)] // 8 MiB
    [InlineData(2049, 1025)] // more, and no multiple of 64
    [InlineData(2050, 1033)]
    public void Large_ones_arrive_whole_the_first_and_the_next(int width, int height)
    {
        Picture first = TestPicture.Random(width, height);
        var next = new Picture(first.Size, [.. first.Rgba.Select(value => (byte)~value)]);
        using var place = new Workplace();
        using PictureWriter writer = place.Writer(first.Size);
        using PictureReader reader = place.Reader();

        foreach (Picture picture in new[] { first, next })
        {
            writer.Publish(picture);
            using HeldPicture held = reader.Hold();
            Assert.True(held.Rgba.SequenceEqual(picture.Rgba));
        }
    }

    [Fact]
    public void It_is_that_of_the_segment_and_no_copy()
    {
        using PictureReader reader = _place.Reader();
        using HeldPicture held = reader.Hold();
        using WritableSegment writer = SharedSegment.AttachToWrite(
            new SegmentKey(_place.Key), TimeSpan.FromSeconds(30));

        writer.AsSpan(PictureHeader.Length, 1)[0] ^= 0xFF;

        Assert.Equal(_picture.Rgba[0] ^ 0xFF, held.Rgba[0]);
    }

    [Fact]
    public void Writers_wait_as_long_as_it_lives_and_other_readers_do_not()
    {
        using PictureReader reader = _place.Reader();
        using WritableSegment writer = SharedSegment.AttachToWrite(
            new SegmentKey(_place.Key), TimeSpan.FromSeconds(30));
        using (reader.Hold())
        {
            Assert.Equal(0, Wait(_place.Consumer(_place.PathOf("out.png"))).ExitCode);
            Assert.False(writer.TryLockToWrite(TimeSpan.FromMilliseconds(100), out _));
        }

        writer.LockToWrite(TimeSpan.Zero).Dispose();
    }

    [Fact]
    public void What_is_refused_does_not_keep_the_lock()
    {
        using PictureReader reader = _place.Reader();
        using (WritableSegment writer = SharedSegment.AttachToWrite(
            new SegmentKey(_place.Key), TimeSpan.FromSeconds(30)))
        {
            writer.AsSpan(8, 1)[0] |= 1; // odd: being written
        }

        Assert.Equal(SegmentError.Incomplete, Assert.Throws<SegmentException>(() => reader.Hold()).Error);

        _published.Publish(_picture);
        using HeldPicture held = reader.Hold();
        Assert.True(held.Rgba.SequenceEqual(_picture.Rgba));
    }

    [Fact]
    public void It_follows_the_picture_to_a_larger_segment()
    {
        Requires.Unix(); // on Windows the writer waits for the reader to leave
        using PictureReader reader = _place.Reader();
        reader.Hold().Dispose();
        Picture larger = TestPicture.Random(200, 100);

        _published.Publish(larger);

        using HeldPicture held = reader.Hold();
        Assert.True(held.Rgba.SequenceEqual(larger.Rgba));
    }

    // A picture that is held cannot live across an await.
    private static ProgramResult Wait(Task<ProgramResult> program) => program.GetAwaiter().GetResult();
}
