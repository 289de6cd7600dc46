using System.Runtime.InteropServices;
using CsCheck;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>Whatever the bytes say: a picture that is whole, or a clear error, and no read outside the segment.</summary>
public sealed class HostileSegmentTests : IDisposable
{
    private static readonly long[] _extremes = [0, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];

    private static readonly SegmentError[] _refusals =
    [
        SegmentError.BadHeader, SegmentError.BadChecksum, SegmentError.Incomplete, SegmentError.NotReady,
        SegmentError.WrongKind,
        SegmentError.LockTimeout, // a retired segment that nobody replaces
    ];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Mutated_headers_are_refused_or_harmless()
    {
        // A place in the header, a width, and a value that is extreme, random, or near the one that was there.
        Gen<(int Offset, int Length, long Value, bool IsDelta)> mutation = Gen.Select(
            Gen.Int[0, 63], Gen.Int[0, 3].Select(power => 1 << power),
            Gen.OneOf(Gen.Long, Gen.Long[-4, 4], Gen.Int[0, _extremes.Length - 1].Select(i => _extremes[i])),
            Gen.Bool);
        Mutate(mutation.Array[1, 3], (header, mutations) =>
        {
            foreach ((int offset, int length, long value, bool isDelta) in mutations)
            {
                byte[] field = new byte[8];
                int count = Math.Min(length, header.Length - offset);
                header.Slice(offset, count).CopyTo(field);
                BitConverter.TryWriteBytes(field, isDelta ? BitConverter.ToInt64(field) + value : value);
                field.AsSpan(0, count).CopyTo(header[offset..]);
            }
        });
    }

    [Fact]
    public void Random_headers_are_refused()
    {
        // With the identity right, or all would end at the first check.
        Mutate(Gen.Byte.Array[PictureHeader.Length - 8], (header, bytes) => bytes.CopyTo(header[8..]));
    }

    [Fact]
    public async Task Files_of_every_length_and_content_are_refused()
    {
        Requires.Unix();
        byte[] valid = await ValidSegment();
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Bool, Gen.Byte.Array[0, 200]).Sample(
            (length, isCut, random) =>
            {
                File.WriteAllBytes(_place.SegmentPath, isCut ? valid[..length] : random);
                using FileStream other = new(_place.SegmentPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                SegmentError? error = Attempt(() =>
                {
                    using PictureReader segment = _place.Reader(0);
                    segment.Take(out _);
                });
                return error is SegmentError.BadHeader;
            },
            iter: TestSize.Files, threads: 1);
        File.Delete(_place.SegmentPath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(4096)]
    public void A_file_that_was_cut_short_after_attaching_is_refused(int length)
    {
        Requires.Unix();
        Picture picture = TestPicture.Random(100, 100);
        using PictureWriter creator = _place.Writer(picture.Size);
        creator.Publish(picture);
        using PictureReader reader = _place.Reader();
        using (FileStream file = new(_place.SegmentPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            file.SetLength(length);

        Assert.Equal(SegmentError.BadHeader, Attempt(() => reader.Take(out _)));
        Assert.Equal(SegmentError.BadHeader, Attempt(() => creator.Publish(picture)));
        File.WriteAllBytes(_place.SegmentPath, []);
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue, 4)]
    [InlineData(10, 10, long.MaxValue)]
    [InlineData(-10, -10, 400)]
    public async Task A_header_that_lies_is_told_to_who_reads_without_the_lock(int width, int height, long pixelBytes)
    {
        using PictureWriter creator = _place.Writer(new PictureSize(10, 10));
        creator.Publish(TestPicture.Random(10, 10));
        using (WritableSegment attacker = SharedSegment.AttachToWrite(new SegmentKey(_place.Key), TimeSpan.FromSeconds(30)))
        {
            PictureHeader header = attacker.Header;
            (header.Width, header.Height, header.PixelBytes, header.Crc32) = (width, height, pixelBytes, header.Crc32 + 1);
            MemoryMarshal.Write(attacker.AsSpan(0, PictureHeader.Length), header);
        }

        ProgramResult result = await _place.Consumer("--no-lock", "--show");

        Assert.Equal((int)SegmentError.BadHeader, result.ExitCode);
        Assert.Contains($"it gives {pixelBytes:N0} bytes of pixels", result.Error, StringComparison.Ordinal);
    }

    private void Mutate<T>(Gen<T> gen, HeaderMutation<T> mutate)
    {
        Picture picture = TestPicture.Random(10, 10);
        using PictureWriter creator = _place.Writer(picture.Size);
        creator.Publish(picture);
        using PictureReader reader = _place.Reader(0);
        using WritableSegment attacker = SharedSegment.AttachToWrite(
            new SegmentKey(_place.Key), TimeSpan.FromSeconds(30));
        byte[] valid = attacker.AsReadOnlySpan(0, PictureHeader.Length).ToArray();
        gen.Sample(
            sample =>
            {
                Span<byte> header = attacker.AsSpan(0, PictureHeader.Length);
                valid.CopyTo(header);
                mutate(header, sample);
                Picture? taken = null;
                SegmentError? error = Attempt(() => taken = reader.Take(out _));
                return error is null ? taken!.Rgba.AsSpan().SequenceEqual(picture.Rgba) : _refusals.Contains(error.Value);
            },
            iter: TestSize.Headers, threads: 1);
        valid.CopyTo(attacker.AsSpan(0, PictureHeader.Length));
    }

    private static SegmentError? Attempt(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (SegmentException e)
        {
            return e.Error;
        }
    }

    private async Task<byte[]> ValidSegment()
    {
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File("alpha.png"));
        byte[] bytes;
        using (FileStream file = new(_place.SegmentPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }

        await producer.Enter();
        return bytes;
    }

    private delegate void HeaderMutation<in T>(Span<byte> header, T sample);
}
