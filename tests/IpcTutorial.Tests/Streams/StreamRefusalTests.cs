using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;
using static IpcTutorial.Tests.Streams.NumberedPictures;

namespace IpcTutorial.Tests.Streams;

/// <summary>What a stream does not let one do.</summary>
public sealed class StreamRefusalTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void What_cannot_be_is_refused()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        Assert.True(writer.TryLoan(Size, out LoanedPicture picture));
        Assert.Throws<InvalidOperationException>(() => writer.TryLoan(Size, out _));
        Assert.Throws<InvalidOperationException>(() => writer.TryLoanInTurn(Size, AtOnce, out _));
        picture.Publish();
        Assert.True(Fails(ref picture));
        picture.Dispose(); // does nothing

        Assert.Equal(StreamNews.Picture, reader.Next(AtOnce, out StreamedPicture first));
        Assert.Throws<InvalidOperationException>(() => reader.Next(AtOnce, out _));
        first.Dispose();
        first.Dispose();

        Assert.Throws<ArgumentOutOfRangeException>(() => _place.Stream(slotCount: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _place.Stream(slotCount: 65));
        Assert.Equal(SegmentError.AlreadyExists, Assert.Throws<SegmentException>(() => _place.Stream()).Error);
        reader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => reader.Next(AtOnce, out _));
        writer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => writer.TryLoan(Size, out _));

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
    public void A_wait_can_be_cancelled()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        Assert.Throws<OperationCanceledException>(() => reader.Next(Patience, out _, soon.Token));
        Assert.Throws<OperationCanceledException>(() => writer.TryLoanInTurn(Size, Patience, out _, soon.Token));
    }

    [Fact]
    public void One_kind_of_segment_is_not_taken_for_the_other()
    {
        using (_place.Stream())
        {
            Assert.Equal(SegmentError.WrongKind, Assert.Throws<SegmentException>(() => _place.Reader()).Error);
            Assert.Equal(SegmentError.AlreadyExists, Assert.Throws<SegmentException>(() => _place.Writer(Size)).Error);
        }

        using (_place.Writer(Size))
        {
            Assert.Equal(SegmentError.WrongKind, Assert.Throws<SegmentException>(() => _place.Follow()).Error);
            Assert.Equal(SegmentError.WrongKind, Assert.Throws<SegmentException>(() => _place.Stream()).Error);
        }
    }
}
