using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>A segment whose file was removed or replaced under those who are attached.</summary>
public sealed class LostSegmentTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly Picture _old = TestPicture.Random(8, 8);
    private readonly Picture _new = TestPicture.Random(9, 9);

    public LostSegmentTests() => Requires.Unix();

    public void Dispose() => _place.Dispose();

    // As after a writer that was killed between the rename of the larger segment and the mark on the old one.
    [Fact]
    public void A_reader_of_a_file_without_a_name_goes_over_to_the_one_that_has_it()
    {
        using PictureWriter first = _place.Publish(_old);
        using PictureReader reader = _place.Reader();
        Assert.Equal(_old.Crc, reader.Take(out _).Crc);

        File.Delete(_place.SegmentPath);
        using PictureWriter second = _place.Publish(_new);

        Assert.Equal(_new.Crc, reader.Take(out _).Crc);
    }

    [Fact]
    public void A_reader_that_finds_none_for_a_while_finds_the_next()
    {
        PictureWriter first = _place.Publish(_old);
        using PictureReader reader = _place.Reader();
        File.Delete(_place.SegmentPath);
        first.Dispose();
        Assert.Equal(SegmentError.NotFound, Assert.Throws<SegmentException>(() => reader.Take(out _)).Error);
        Assert.Equal(SegmentError.NotFound, Assert.Throws<SegmentException>(() => reader.Take(out _)).Error);

        using PictureWriter second = _place.Publish(_new);

        Assert.Equal(_new.Crc, reader.Take(out _).Crc);
    }

    [Theory]
    [InlineData(8)] // fits
    [InlineData(9)] // does not
    public void A_writer_says_that_its_segment_is_gone(int side)
    {
        using PictureWriter writer = _place.Publish(_old);
        File.Delete(_place.SegmentPath);
        Picture next = TestPicture.Random(side, side);
        Assert.Equal(SegmentError.NotFound, Assert.Throws<SegmentException>(() => writer.Publish(next)).Error);
    }

    // Their headers are the same, byte for byte: an empty one each.
    [Fact]
    public void A_segment_that_only_looks_like_it_is_not_replaced()
    {
        using PictureWriter writer = _place.Writer(_old.Size);
        File.Delete(_place.SegmentPath);
        using PictureWriter other = _place.Writer(_old.Size);
        Assert.Equal(SegmentError.NotFound, Assert.Throws<SegmentException>(() => writer.Publish(_new)).Error);

        other.Publish(_old);
        using PictureReader reader = _place.Reader();
        Assert.Equal(_old.Crc, reader.Take(out _).Crc);
    }

    // A reader that waits while a writer moves on finds the old segment retired when it gets its lock.
    [Fact]
    public async Task Who_waits_for_the_lock_meanwhile_gets_the_larger_picture()
    {
        using PictureWriter writer = _place.Publish(_old);
        using PictureReader holder = _place.Reader();
        using PictureReader reader = _place.Reader();
        Task publishing;
        Task<Picture> taking;
        using (holder.Hold())
        {
            publishing = Task.Run(() => writer.Publish(_new));
            Assert.True(SpinWait.SpinUntil(() => !IsFreeToRead(), TimeSpan.FromSeconds(30)));
            taking = Task.Run(() => reader.Take(out _));
        }

        await publishing;
        Assert.Equal(_new.Crc, (await taking).Crc);

        // While the writer waits in the turnstile no reader gets by.
        bool IsFreeToRead()
        {
            using SharedSegment probe = SharedSegment.Attach(new SegmentKey(_place.Key), TimeSpan.FromSeconds(30));
            bool isFree = probe.TryLockToRead(TimeSpan.Zero, out HeldLock held);
            held.Dispose();
            return isFree;
        }
    }
}
