using System.Runtime.InteropServices;
using CsCheck;
using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>Whatever the bytes of a stream say: a picture that is whole, nothing, or a clear error, and no read outside the
/// segment.</summary>
public sealed class HostileStreamTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);
    private static readonly PictureSize _size = new(10, 10);
    private static readonly long[] _extremes = [0, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private readonly Workplace _place = new();

    private SegmentKey Key => new(_place.Key);

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mutated_headers_are_refused_or_harmless(bool every)
    {
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        Publish(writer);
        using WritableSegment attacker = SharedSegment.AttachToWrite(Key, _timeout);
        byte[] valid = attacker.AsReadOnlySpan(0, (int)attacker.Size).ToArray();

        // In the header of the stream or of one of its slots: a place, a width, and a value that is extreme, random, or near the
        // one that was there.
        Gen.Select(Gen.Int[-1, 3], Gen.Int[0, 63], Gen.Int[0, 3].Select(power => 1 << power),
            Gen.OneOf(Gen.Long, Gen.Long[-4, 4], Gen.Int[0, _extremes.Length - 1].Select(i => _extremes[i])), Gen.Bool)
            .Array[1, 3].Sample(
                mutations =>
                {
                    Span<byte> all = attacker.AsSpan(0, valid.Length);
                    valid.CopyTo(all);
                    using PictureStreamReader? before = mutations.Length > 1 ? PictureStreamReader.Attach(Key, TimeSpan.Zero, every) : null;
                    foreach ((int slot, int offset, int length, long value, bool isDelta) in mutations)
                        Mutate(all[(slot < 0 ? 0 : 4096 * (slot + 1))..], offset, length, value, isDelta);
                    return IsHarmless(every, before);
                },
                iter: TestSize.Headers, threads: 1);
        valid.CopyTo(attacker.AsSpan(0, valid.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    [InlineData(5000)]
    public void A_file_that_was_cut_short_after_attaching_is_refused(int length)
    {
        Requires.Unix();
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        using PictureStreamReader reader = PictureStreamReader.Attach(Key, _timeout);
        Publish(writer);
        using (FileStream file = new(_place.SegmentPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            file.SetLength(length);

        Assert.Equal(SegmentError.BadHeader, Assert.Throws<SegmentException>(() => reader.Next(_timeout, out _)).Error);
        Assert.Equal(SegmentError.BadHeader, Assert.Throws<SegmentException>(() => writer.TryLoan(_size, out _)).Error);
        Assert.Equal(SegmentError.BadHeader,
            Assert.Throws<SegmentException>(() => writer.TryLoanInTurn(_size, _timeout, out _)).Error);
        File.Delete(_place.SegmentPath); // shorter than a header it is no segment, which the last one out leaves alone
    }

    [Fact]
    public void A_stream_that_was_removed_by_hand_is_told_to_the_one_who_writes()
    {
        Requires.Unix();
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        File.Delete(_place.SegmentPath);

        Assert.Equal(SegmentError.NotFound, Assert.Throws<SegmentException>(() => writer.TryLoan(_size, out _)).Error);
    }

    // A header that is right, before what is not: as short, or as long as one likes.
    [Theory]
    [InlineData(64, 8192, 4)]
    [InlineData(4096, 8192, 4)]
    [InlineData(4096 + (4 * 8192) - 1, 8192, 4)]
    [InlineData(100_000, 4095, 2)]
    [InlineData(100_000, 0, 4)]
    [InlineData(100_000, -4096, 4)]
    [InlineData(100_000, long.MaxValue & ~4095L, 64)]
    [InlineData(100_000, 4096, 1)]
    [InlineData(100_000, 4096, 65)]
    [InlineData(100_000, 4096, int.MinValue)]
    public async Task A_planted_file_is_refused(int length, long slotSize, int slotCount)
    {
        Requires.Unix();
        byte[] planted = new byte[length];
        MemoryMarshal.Write(planted, new StreamHeader
        {
            Magic = PictureHeader.ExpectedMagic,
            Version = 2,
            HeaderSize = StreamHeader.PageSize,
            SlotSize = slotSize,
            SlotCount = slotCount,
        });
        File.WriteAllBytes(_place.SegmentPath, planted);
        using (new FileStream(_place.SegmentPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) // attached
        {
            Assert.Equal(SegmentError.BadHeader, Error(() => PictureStreamReader.Attach(Key, _timeout).Dispose()));
            Assert.Equal(SegmentError.BadHeader, Error(() => PictureStreamWriter.Open(Key, _size, _timeout).Dispose()));
            Assert.Equal(17, (await _place.Consumer("--follow")).ExitCode);
            Assert.Equal(17, (await _place.Consumer("inspect")).ExitCode);
        }

        // Nobody is attached any more: it is left behind, and no longer in the way.
        using PictureStreamWriter writer = PictureStreamWriter.Open(Key, _size, _timeout);
        Assert.True(writer.ReplacedLeftover);
    }

    private bool IsHarmless(bool every, PictureStreamReader? before)
    {
        try
        {
            using PictureStreamReader reader = before ?? PictureStreamReader.Attach(Key, TimeSpan.Zero, every);
            for (int i = 0; i < 4; i++)
            {
                if (reader.Next(TimeSpan.Zero, out StreamedPicture picture) != StreamNews.Picture)
                    return true;

                using (picture)
                {
                    // All of it can be read, and all is in the segment: a mutated size is still one that fits.
                    if (picture.Header.PictureSize == _size && picture.Rgba.ContainsAnyExcept((byte)7, (byte)0))
                        return false;
                }
            }

            return true;
        }
        catch (SegmentException e)
        {
            return e.Error is SegmentError.BadHeader or SegmentError.WrongKind or SegmentError.NotReady or SegmentError.Incomplete
                or SegmentError.LockTimeout;
        }
    }

    private static void Mutate(Span<byte> header, int offset, int length, long value, bool isDelta)
    {
        byte[] field = new byte[8];
        int count = Math.Min(length, PictureHeader.Length - offset);
        header.Slice(offset, count).CopyTo(field);
        BitConverter.TryWriteBytes(field, isDelta ? BitConverter.ToInt64(field) + value : value);
        field.AsSpan(0, count).CopyTo(header[offset..]);
    }

    private static void Publish(PictureStreamWriter writer)
    {
        Assert.True(writer.TryLoan(_size, out LoanedPicture picture));
        using (picture)
        {
            picture.Rgba.Fill(7);
            picture.Publish();
        }
    }

    private static SegmentError? Error(Action action) => Assert.Throws<SegmentException>(action).Error;
}
