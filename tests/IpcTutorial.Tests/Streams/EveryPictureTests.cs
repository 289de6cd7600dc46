using System.Runtime.InteropServices;
using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>One who wants every picture gets every picture: a writer that asks waits for it.</summary>
public sealed class EveryPictureTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _atOnce = TimeSpan.Zero;
    private static readonly PictureSize _size = new(40, 30);

    private readonly Workplace _place = new();

    private SegmentKey Key => new(_place.Key);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_first_picture_waits_for_a_reader_of_that_kind()
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        using PictureStreamReader other = PictureStreamReader.Attach(Key, _timeout);
        Assert.False(TryPublish(writer, 1));

        using PictureStreamReader reader = PictureStreamReader.Attach(Key, _timeout, every: true);
        Assert.True(TryPublish(writer, 1));
        Assert.Equal(1, Take(reader));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(64)]
    public void A_writer_goes_round_until_it_comes_to_the_slot_of_one_who_is_behind(int slotCount)
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, new PictureSize(1, 1), _timeout, slotCount);
        using PictureStreamReader reader = PictureStreamReader.Attach(Key, _timeout, every: true);
        int published = 0;
        while (TryPublish(writer, published + 1, new PictureSize(1, 1)))
            published++;
        Assert.Equal(slotCount - 1, published);

        for (int number = 1; number < 200; number++)
        {
            Assert.Equal(number, Take(reader));
            Assert.True(TryPublish(writer, ++published, new PictureSize(1, 1)));
            Assert.False(TryPublish(writer, 0, new PictureSize(1, 1)));
        }
    }

    [Fact]
    public void No_picture_is_lost_when_the_stream_moves_to_larger_slots()
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        using PictureStreamReader first = PictureStreamReader.Attach(Key, _timeout, every: true);
        using PictureStreamReader second = PictureStreamReader.Attach(Key, _timeout, every: true);
        Assert.True(TryPublish(writer, 1));
        Assert.True(TryPublish(writer, 2));

        // Both have to take all that is in the small slots, and to come over.
        var larger = new PictureSize(400, 300);
        Assert.False(TryPublish(writer, 3, larger));
        Assert.Equal((1, 2, 1), (Take(first), Take(first), Take(second)));
        Assert.False(TryPublish(writer, 3, larger));
        Assert.Equal(2, Take(second));
        Assert.False(TryPublish(writer, 3, larger)); // it has moved, and waits for them
        Assert.Equal(0, Take(first));
        Assert.False(TryPublish(writer, 3, larger));
        Assert.Equal(0, Take(second));
        for (int number = 3; number < 6; number++)
            Assert.True(TryPublish(writer, number, larger));
        for (int number = 3; number < 6; number++)
            Assert.Equal((number, number), (Take(first), Take(second)));
    }

    [Fact]
    public void A_reader_that_leaves_holds_nobody_up()
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        using PictureStreamReader stays = PictureStreamReader.Attach(Key, _timeout, every: true);
        using (PictureStreamReader.Attach(Key, _timeout, every: true))
        {
            for (int number = 1; number < 4; number++)
                Assert.True(TryPublish(writer, number));
            Assert.Equal((1, 2, 3), (Take(stays), Take(stays), Take(stays)));
            Assert.False(TryPublish(writer, 4));
            Assert.False(writer.WaitUntilTaken(_atOnce));
        }

        Assert.True(TryPublish(writer, 4));
        Assert.False(writer.WaitUntilTaken(_atOnce));
        Assert.Equal(4, Take(stays));
        Assert.True(writer.WaitUntilTaken(_atOnce));
    }

    [Fact]
    public void One_who_comes_later_begins_with_the_latest()
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        using PictureStreamReader first = PictureStreamReader.Attach(Key, _timeout, every: true);
        for (int number = 1; number < 4; number++)
            Assert.True(TryPublish(writer, number));

        using PictureStreamReader later = PictureStreamReader.Attach(Key, _timeout, every: true);
        Assert.Equal((3, 1), (Take(later), Take(first)));
        Assert.True(TryPublish(writer, 4));
        Assert.Equal((4, 2), (Take(later), Take(first)));
    }

    [Fact]
    public void A_new_writer_goes_on_where_the_last_one_ended()
    {
        using PictureStreamReader reader = Attach(PictureStreamWriter.Open(Key, _size, _timeout), out PictureStreamWriter writer);
        Assert.True(TryPublish(writer, 1));
        Assert.True(TryPublish(writer, 2));
        Assert.Equal(1, Take(reader));
        writer.Dispose();

        using PictureStreamWriter next = PictureStreamWriter.Open(Key, _size, _timeout);
        Assert.True(TryPublish(next, 3));
        Assert.True(TryPublish(next, 4));
        Assert.False(TryPublish(next, 5));
        Assert.Equal((2, 3, 4), (Take(reader), Take(reader), Take(reader)));
    }

    [Fact]
    public void A_writer_that_does_not_wait_passes_it_and_it_is_told()
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        using PictureStreamReader reader = PictureStreamReader.Attach(Key, _timeout, every: true);
        for (int number = 1; number <= 10; number++)
        {
            Assert.True(writer.TryLoan(_size, out LoanedPicture picture));
            Fill(picture, number);
        }

        // In three of the four slots are the last three; the fourth is its own.
        Assert.Equal(StreamNews.Picture, reader.Next(_atOnce, out StreamedPicture oldest));
        Assert.Equal(16UL, oldest.Header.Sequence);
        oldest.Dispose();
        Assert.Equal((9, 10), (Take(reader), Take(reader)));
    }

    private PictureStreamReader Attach(PictureStreamWriter stream, out PictureStreamWriter writer)
    {
        writer = stream;
        return PictureStreamReader.Attach(Key, _timeout, every: true);
    }

    private static bool TryPublish(PictureStreamWriter writer, int number, PictureSize? size = null)
    {
        if (!writer.TryLoanInTurn(size ?? _size, _atOnce, out LoanedPicture picture))
            return false;
        Fill(picture, number);
        return true;
    }

    private static void Fill(LoanedPicture picture, int number)
    {
        using (picture)
        {
            MemoryMarshal.Cast<byte, int>(picture.Rgba).Fill(number);
            picture.Publish();
        }
    }

    // The number of the picture; 0 if there is none.
    private static int Take(PictureStreamReader reader)
    {
        if (reader.Next(_atOnce, out StreamedPicture picture) != StreamNews.Picture)
            return 0;

        using (picture)
        {
            Assert.Equal(0UL, picture.Missed);
            return MemoryMarshal.Cast<byte, int>(picture.Rgba)[^1];
        }
    }
}
