using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;
using static IpcTutorial.Tests.Streams.NumberedPictures;

namespace IpcTutorial.Tests.Streams;

/// <summary>One who wants every picture gets every picture: a writer that asks waits for it.</summary>
public sealed class EveryPictureTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_first_picture_waits_for_a_reader_of_that_kind()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader other = _place.Follow();
        Assert.False(writer.TryPublishInTurn(1));

        using PictureStreamReader reader = _place.Follow(every: true);
        Assert.True(writer.TryPublishInTurn(1));
        Assert.Equal(1, reader.TakeNext());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(64)]
    public void A_writer_goes_round_until_it_comes_to_the_slot_of_one_who_is_behind(int slotCount)
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(new SegmentKey(_place.Key), new PictureSize(1, 1), Patience, slotCount);
        using PictureStreamReader reader = _place.Follow(every: true);
        int published = 0;
        while (writer.TryPublishInTurn(published + 1, new PictureSize(1, 1)))
            published++;
        Assert.Equal(slotCount - 1, published);

        for (int number = 1; number < 200; number++)
        {
            Assert.Equal(number, reader.TakeNext());
            Assert.True(writer.TryPublishInTurn(++published, new PictureSize(1, 1)));
            Assert.False(writer.TryPublishInTurn(0, new PictureSize(1, 1)));
        }
    }

    [Fact]
    public void No_picture_is_lost_when_the_stream_moves_to_larger_slots()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader first = _place.Follow(every: true);
        using PictureStreamReader second = _place.Follow(every: true);
        Assert.True(writer.TryPublishInTurn(1));
        Assert.True(writer.TryPublishInTurn(2));

        // Both have to take all that is in the small slots, and to come over.
        var larger = new PictureSize(400, 300);
        Assert.False(writer.TryPublishInTurn(3, larger));
        Assert.Equal((1, 2, 1), (first.TakeNext(), first.TakeNext(), second.TakeNext()));
        Assert.False(writer.TryPublishInTurn(3, larger));
        Assert.Equal(2, second.TakeNext());
        Assert.False(writer.TryPublishInTurn(3, larger)); // it has moved, and waits for them
        Assert.Equal(0, first.TakeNext());
        Assert.False(writer.TryPublishInTurn(3, larger));
        Assert.Equal(0, second.TakeNext());
        for (int number = 3; number < 6; number++)
            Assert.True(writer.TryPublishInTurn(number, larger));
        for (int number = 3; number < 6; number++)
            Assert.Equal((number, number), (first.TakeNext(), second.TakeNext()));
    }

    [Fact]
    public void A_reader_that_leaves_holds_nobody_up()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader stays = _place.Follow(every: true);
        using (_place.Follow(every: true))
        {
            for (int number = 1; number < 4; number++)
                Assert.True(writer.TryPublishInTurn(number));
            Assert.Equal((1, 2, 3), (stays.TakeNext(), stays.TakeNext(), stays.TakeNext()));
            Assert.False(writer.TryPublishInTurn(4));
            Assert.False(writer.WaitUntilTaken(AtOnce));
        }

        Assert.True(writer.TryPublishInTurn(4));
        Assert.False(writer.WaitUntilTaken(AtOnce));
        Assert.Equal(4, stays.TakeNext());
        Assert.True(writer.WaitUntilTaken(AtOnce));
    }

    [Fact]
    public void One_who_comes_later_begins_with_the_latest()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader first = _place.Follow(every: true);
        for (int number = 1; number < 4; number++)
            Assert.True(writer.TryPublishInTurn(number));

        using PictureStreamReader later = _place.Follow(every: true);
        Assert.Equal((3, 1), (later.TakeNext(), first.TakeNext()));
        Assert.True(writer.TryPublishInTurn(4));
        Assert.Equal((4, 2), (later.TakeNext(), first.TakeNext()));
    }

    [Fact]
    public void A_new_writer_goes_on_where_the_last_one_ended()
    {
        using PictureStreamReader reader = _place.Follow(_place.Stream(), out PictureStreamWriter writer, every: true);
        Assert.True(writer.TryPublishInTurn(1));
        Assert.True(writer.TryPublishInTurn(2));
        Assert.Equal(1, reader.TakeNext());
        writer.Dispose();

        using PictureStreamWriter next = _place.Stream();
        Assert.True(next.TryPublishInTurn(3));
        Assert.True(next.TryPublishInTurn(4));
        Assert.False(next.TryPublishInTurn(5));
        Assert.Equal((2, 3, 4), (reader.TakeNext(), reader.TakeNext(), reader.TakeNext()));
    }

    [Fact]
    public void A_writer_that_does_not_wait_passes_it_and_it_is_told()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow(every: true);
        for (int number = 1; number <= 10; number++)
        {
            Assert.True(writer.TryLoan(Size, out LoanedPicture picture));
            Fill(picture, number);
        }

        // In three of the four slots are the last three; the fourth is its own.
        Assert.Equal(StreamNews.Picture, reader.Next(AtOnce, out StreamedPicture oldest));
        Assert.Equal(16UL, oldest.Header.Sequence);
        oldest.Dispose();
        Assert.Equal((9, 10), (reader.TakeNext(), reader.TakeNext()));
    }
}
