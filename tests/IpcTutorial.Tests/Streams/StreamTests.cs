using System.Runtime.InteropServices;
using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;
using static IpcTutorial.Tests.Streams.NumberedPictures;

namespace IpcTutorial.Tests.Streams;

/// <summary>What one who writes and those who read see of each other, each with an attachment of its own.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_reader_has_the_latest_picture_once_and_is_told_what_it_missed()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        Assert.Equal((StreamNews.Timeout, 0, 0UL), reader.Take());

        writer.Publish(1);
        Assert.Equal((StreamNews.Picture, 1, 0UL), reader.Take());
        Assert.Equal((StreamNews.Timeout, 0, 0UL), reader.Take());

        writer.Publish(2);
        writer.Publish(3);
        writer.Publish(4);
        Assert.Equal((StreamNews.Picture, 4, 2UL), reader.Take());
    }

    [Fact]
    public void A_header_says_what_a_segment_of_one_picture_would_but_for_the_checksum()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        writer.Publish(7);

        Assert.Equal(StreamNews.Picture, reader.Next(AtOnce, out StreamedPicture picture));
        using (picture)
        {
            Assert.Equal((Size, 2UL, 0u), (picture.Header.PictureSize, picture.Header.Sequence, picture.Header.Crc32));
            Assert.Equal((160, 4800L, Environment.ProcessId),
                (picture.Header.Stride, picture.Header.PixelBytes, picture.Header.ProducerPid));
            Assert.InRange(DateTime.UnixEpoch.AddMicroseconds(picture.Header.PublishedAt),
                DateTime.UtcNow.AddMinutes(-3), DateTime.UtcNow);
        }
    }

    [Fact]
    public void A_picture_that_is_read_stays_as_it_is_while_others_are_published()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        writer.Publish(1);
        Assert.Equal(StreamNews.Picture, reader.Next(AtOnce, out StreamedPicture picture));
        for (int number = 2; number < 20; number++)
            writer.Publish(number);

        Assert.False(MemoryMarshal.Cast<byte, int>(picture.Rgba).ContainsAnyExcept(1));
        picture.Dispose();
        Assert.Equal((StreamNews.Picture, 19, 17UL), reader.Take());
    }

    [Fact]
    public void Readers_in_all_slots_make_the_writer_skip_until_one_lets_go()
    {
        using PictureStreamWriter writer = _place.Stream(slotCount: 2);
        using PictureStreamReader first = _place.Follow();
        using PictureStreamReader second = _place.Follow();
        writer.Publish(1);
        first.Next(AtOnce, out StreamedPicture held);
        writer.Publish(2);
        second.Next(AtOnce, out StreamedPicture also);

        Assert.False(writer.TryLoan(Size, out _));
        Assert.False(writer.TryLoan(Size, out _));
        Assert.Equal(2u, writer.Skipped);

        held.Dispose();
        writer.Publish(3);
        also.Dispose();
        Assert.Equal((StreamNews.Picture, 3, 0UL), second.Take());
        Assert.Equal((StreamNews.Picture, 3, 1UL), first.Take());
    }

    [Fact]
    public void A_loan_that_is_dropped_leaves_the_picture_before_and_costs_no_number()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        writer.Publish(1);
        Assert.True(writer.TryLoan(Size, out LoanedPicture dropped));
        dropped.Rgba.Fill(0xFF);
        dropped.Dispose();
        dropped.Dispose();

        Assert.Equal((StreamNews.Picture, 1, 0UL), reader.Take());
        writer.Publish(2);
        Assert.Equal((StreamNews.Picture, 2, 0UL), reader.Take());
    }

    [Fact]
    public void A_larger_picture_moves_the_stream_and_its_readers_follow()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        writer.Publish(1);
        Assert.Equal((StreamNews.Picture, 1, 0UL), reader.Take());

        writer.Publish(2, new PictureSize(400, 300));
        writer.Publish(3, new PictureSize(800, 600));
        Assert.Equal((StreamNews.Picture, 3, 1UL), reader.Take());
        writer.Publish(4);
        Assert.Equal((StreamNews.Picture, 4, 0UL), reader.Take());
    }

    [Fact]
    public void A_writer_that_leaves_is_told_once_and_the_next_one_goes_on()
    {
        using PictureStreamReader reader = _place.Follow(_place.Stream(), out PictureStreamWriter first);
        first.Publish(1);
        first.Dispose();
        Assert.Equal((StreamNews.Picture, 1, 0UL), reader.Take());
        Assert.Equal(StreamNews.WriterGone, reader.Next(Patience, out _));
        Assert.Equal(StreamNews.Timeout, reader.Next(TimeSpan.FromMilliseconds(150), out _));

        using PictureStreamWriter second = _place.Stream();
        second.Publish(2);
        Assert.Equal((StreamNews.Picture, 2, 0UL), reader.Take());
        second.Dispose();
        Assert.Equal(StreamNews.WriterGone, reader.Next(Patience, out _));
    }

    [Fact]
    public void Nothing_is_allocated_for_a_picture()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        using PictureStreamReader every = _place.Follow(every: true);
        long before = 0;
        for (int number = 1; number < 200; number++)
        {
            if (number == 100)
                before = GC.GetAllocatedBytesForCurrentThread();
            if (number % 2 == 0)
                writer.Publish(number);
            else if (writer.TryLoanInTurn(Size, Patience, out LoanedPicture picture))
                Fill(picture, number);
            reader.Next(Patience, out StreamedPicture latest);
            latest.Dispose();
            every.Next(Patience, out StreamedPicture next);
            next.Dispose();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
