using System.Runtime.InteropServices;
using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>Pictures of a stream whose pixels are all their number.</summary>
internal static class NumberedPictures
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan AtOnce = TimeSpan.Zero;
    internal static readonly PictureSize Size = new(40, 30);

    internal static PictureStreamWriter Stream(this Workplace place, int slotCount = PictureStreamWriter.DefaultSlotCount) =>
        PictureStreamWriter.Open(new SegmentKey(place.Key), Size, Patience, slotCount);

    internal static PictureStreamReader Follow(this Workplace place, bool every = false) =>
        PictureStreamReader.Attach(new SegmentKey(place.Key), Patience, every);

    /// <summary>The writer, and a reader that is attached to what it has made.</summary>
    internal static PictureStreamReader Follow(this Workplace place, PictureStreamWriter stream, out PictureStreamWriter writer, bool every = false)
    {
        writer = stream;
        return place.Follow(every);
    }

    internal static void Publish(this PictureStreamWriter writer, int number, PictureSize? size = null)
    {
        Assert.True(writer.TryLoan(size ?? Size, out LoanedPicture picture));
        Fill(picture, number);
    }

    /// <summary>The same, in turn, if it is.</summary>
    internal static bool TryPublishInTurn(this PictureStreamWriter writer, int number, PictureSize? size = null)
    {
        if (!writer.TryLoanInTurn(size ?? Size, AtOnce, out LoanedPicture picture))
            return false;
        Fill(picture, number);
        return true;
    }

    internal static void Fill(LoanedPicture picture, int number)
    {
        using (picture)
        {
            MemoryMarshal.Cast<byte, int>(picture.Rgba).Fill(number);
            picture.Publish();
        }
    }

    internal static (StreamNews News, int Number, ulong Missed) Take(this PictureStreamReader reader)
    {
        StreamNews news = reader.Next(AtOnce, out StreamedPicture picture);
        if (news != StreamNews.Picture)
            return (news, 0, 0);

        using (picture)
        {
            ReadOnlySpan<int> pixels = MemoryMarshal.Cast<byte, int>(picture.Rgba);
            Assert.False(pixels.ContainsAnyExcept(pixels[0]));
            return (news, pixels[0], picture.Missed);
        }
    }

    /// <summary>The number of the next picture, before which none was missed; 0 if there is none.</summary>
    internal static int TakeNext(this PictureStreamReader reader)
    {
        (_, int number, ulong missed) = reader.Take();
        Assert.Equal(0UL, missed);
        return number;
    }
}
