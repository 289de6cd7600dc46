using System.Runtime.InteropServices;
using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>What one who writes and those who read see of each other, each with an attachment of its own.</summary>
public sealed class StreamTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _atOnce = TimeSpan.Zero;
    private static readonly PictureSize _size = new(40, 30);

    private readonly Workplace _place = new();

    private SegmentKey Key => new(_place.Key);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_reader_has_the_latest_picture_once_and_is_told_what_it_missed()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        Assert.Equal((StreamNews.Timeout, 0, 0UL), Take(reader));

        Publish(writer, 1);
        Assert.Equal((StreamNews.Picture, 1, 0UL), Take(reader));
        Assert.Equal((StreamNews.Timeout, 0, 0UL), Take(reader));

        Publish(writer, 2);
        Publish(writer, 3);
        Publish(writer, 4);
        Assert.Equal((StreamNews.Picture, 4, 2UL), Take(reader));
    }

    [Fact]
    public void A_header_says_what_a_segment_of_one_picture_would_but_for_the_checksum()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        Publish(writer, 7);

        Assert.Equal(StreamNews.Picture, reader.Next(_atOnce, out StreamedPicture picture));
        using (picture)
        {
            Assert.Equal((_size, 2UL, 0u), (picture.Header.PictureSize, picture.Header.Sequence, picture.Header.Crc32));
            Assert.Equal((160, 4800L, Environment.ProcessId),
                (picture.Header.Stride, picture.Header.PixelBytes, picture.Header.ProducerPid));
            Assert.InRange(DateTime.UnixEpoch.AddMicroseconds(picture.Header.PublishedAt),
                DateTime.UtcNow.AddMinutes(-3), DateTime.UtcNow);
        }
    }

    [Fact]
    public void A_picture_that_is_read_stays_as_it_is_while_others_are_published()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        Publish(writer, 1);
        Assert.Equal(StreamNews.Picture, reader.Next(_atOnce, out StreamedPicture picture));
        for (int number = 2; number < 20; number++)
            Publish(writer, number);

        Assert.False(MemoryMarshal.Cast<byte, int>(picture.Rgba).ContainsAnyExcept(1));
        picture.Dispose();
        Assert.Equal((StreamNews.Picture, 19, 17UL), Take(reader));
    }

    [Fact]
    public void Readers_in_all_slots_make_the_writer_skip_until_one_lets_go()
    {
        using PictureStreamWriter writer = Open(slotCount: 2);
        using PictureStreamReader first = Attach();
        using PictureStreamReader second = Attach();
        Publish(writer, 1);
        first.Next(_atOnce, out StreamedPicture held);
        Publish(writer, 2);
        second.Next(_atOnce, out StreamedPicture also);

        Assert.False(writer.TryLoan(_size, out _));
        Assert.False(writer.TryLoan(_size, out _));
        Assert.Equal(2u, writer.Skipped);

        held.Dispose();
        Publish(writer, 3);
        also.Dispose();
        Assert.Equal((StreamNews.Picture, 3, 0UL), Take(second));
        Assert.Equal((StreamNews.Picture, 3, 1UL), Take(first));
    }

    [Fact]
    public void A_loan_that_is_dropped_leaves_the_picture_before_and_costs_no_number()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        Publish(writer, 1);
        Assert.True(writer.TryLoan(_size, out LoanedPicture dropped));
        dropped.Rgba.Fill(0xFF);
        dropped.Dispose();
        dropped.Dispose();

        Assert.Equal((StreamNews.Picture, 1, 0UL), Take(reader));
        Publish(writer, 2);
        Assert.Equal((StreamNews.Picture, 2, 0UL), Take(reader));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        Assert.True(writer.TryLoan(_size, out LoanedPicture picture));
        Assert.Throws<InvalidOperationException>(() => writer.TryLoan(_size, out _));
        Assert.Throws<InvalidOperationException>(() => writer.TryLoanInTurn(_size, _atOnce, out _));
        picture.Publish();
        Assert.True(Fails(ref picture));
        picture.Dispose(); // does nothing

        Assert.Equal(StreamNews.Picture, reader.Next(_atOnce, out StreamedPicture first));
        Assert.Throws<InvalidOperationException>(() => reader.Next(_atOnce, out _));
        first.Dispose();
        first.Dispose();

        Assert.Throws<ArgumentOutOfRangeException>(() => Open(slotCount: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(slotCount: 65));
        Assert.Equal(SegmentError.AlreadyExists, Assert.Throws<SegmentException>(() => Open()).Error);
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.Next(_atOnce, out _));
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.TryLoan(_size, out _));

        static bool Fails(ref LoanedPicture published)
        {
            try
            {
                published.Publish();
                return false;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void A_larger_picture_moves_the_stream_and_its_readers_follow()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        Publish(writer, 1);
        Assert.Equal((StreamNews.Picture, 1, 0UL), Take(reader));

        Publish(writer, 2, new PictureSize(400, 300));
        Publish(writer, 3, new PictureSize(800, 600));
        Assert.Equal((StreamNews.Picture, 3, 1UL), Take(reader));
        Publish(writer, 4);
        Assert.Equal((StreamNews.Picture, 4, 0UL), Take(reader));
    }

    [Fact]
    public void A_writer_that_leaves_is_told_once_and_the_next_one_goes_on()
    {
        using PictureStreamReader reader = AttachTo(Open(), out PictureStreamWriter first);
        Publish(first, 1);
        first.Dispose();
        Assert.Equal((StreamNews.Picture, 1, 0UL), Take(reader));
        Assert.Equal(StreamNews.WriterGone, reader.Next(_timeout, out _));
        Assert.Equal(StreamNews.Timeout, reader.Next(TimeSpan.FromMilliseconds(150), out _));

        using PictureStreamWriter second = Open();
        Publish(second, 2);
        Assert.Equal((StreamNews.Picture, 2, 0UL), Take(reader));
        second.Dispose();
        Assert.Equal(StreamNews.WriterGone, reader.Next(_timeout, out _));
    }

    [Fact]
    public void A_wait_can_be_cancelled()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.Throws<OperationCanceledException>(() => reader.Next(_timeout, out _, soon.Token));
        Assert.Throws<OperationCanceledException>(() => writer.TryLoanInTurn(_size, _timeout, out _, soon.Token));
    }

    [Fact]
    public void One_kind_of_segment_is_not_taken_for_the_other()
    {
        using (Open())
        {
            Assert.Equal(SegmentError.WrongKind, Assert.Throws<SegmentException>(() => _place.Reader()).Error);
            Assert.Equal(SegmentError.AlreadyExists, Assert.Throws<SegmentException>(() => _place.Writer(_size)).Error);
        }

        using (_place.Writer(_size))
        {
            Assert.Equal(SegmentError.WrongKind, Assert.Throws<SegmentException>(() => Attach()).Error);
            Assert.Equal(SegmentError.WrongKind, Assert.Throws<SegmentException>(() => Open()).Error);
        }

        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_picture()
    {
        using PictureStreamWriter writer = Open();
        using PictureStreamReader reader = Attach();
        using PictureStreamReader every = Attach(every: true);
        long before = 0;
        for (int number = 1; number < 200; number++)
        {
            if (number == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            if (number % 2 == 0)
                Publish(writer, number);
            else if (writer.TryLoanInTurn(_size, _timeout, out LoanedPicture picture))
                Fill(picture, number);
            reader.Next(_timeout, out StreamedPicture latest);
            latest.Dispose();
            every.Next(_timeout, out StreamedPicture next);
            next.Dispose();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private PictureStreamWriter Open(int slotCount = PictureStreamWriter.DefaultSlotCount) =>
        PictureStreamWriter.Open(Key, _size, _timeout, slotCount);

    private PictureStreamReader Attach(bool every = false) => PictureStreamReader.Attach(Key, _timeout, every);

    private PictureStreamReader AttachTo(PictureStreamWriter stream, out PictureStreamWriter writer)
    {
        writer = stream;
        return Attach();
    }

    private static void Publish(PictureStreamWriter writer, int number, PictureSize? size = null)
    {
        Assert.True(writer.TryLoan(size ?? _size, out LoanedPicture picture));
        Fill(picture, number);
    }

    private static void Fill(LoanedPicture picture, int number)
    {
        using (picture)
        {
            MemoryMarshal.Cast<byte, int>(picture.Rgba).Fill(number);
            picture.Publish();
        }
    }

    private static (StreamNews News, int Number, ulong Missed) Take(PictureStreamReader reader)
    {
        StreamNews news = reader.Next(_atOnce, out StreamedPicture picture);
        if (news != StreamNews.Picture)
            return (news, 0, 0);

        using (picture)
        {
            ReadOnlySpan<int> pixels = MemoryMarshal.Cast<byte, int>(picture.Rgba);
            Assert.False(pixels.ContainsAnyExcept(pixels[0]));
            return (news, pixels[0], picture.Missed);
        }
    }
}
