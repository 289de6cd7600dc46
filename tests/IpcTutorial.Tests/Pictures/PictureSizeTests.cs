using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class PictureSizeTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void ByteCount_is_4_bytes_a_pixel() => Assert.Equal(60, new PictureSize(3, 5).ByteCount);

    [Fact]
    public void ByteCount_counts_beyond_32_bits() =>
        Assert.Equal(6_400_000_000, new PictureSize(40_000, 40_000).ByteCount);

    [Fact]
    public void ByteCount_does_not_wrap_around() =>
        Assert.Throws<OverflowException>(() => new PictureSize(int.MaxValue, int.MaxValue).ByteCount);

    [Fact]
    public void The_most_pixels_fit_into_one_array()
    {
        Assert.InRange(PictureSize.MaxPixels * 4L, 1, Array.MaxLength);
        Assert.True((PictureSize.MaxPixels + 1) * 4L > Array.MaxLength);
    }

    [Fact]
    public void A_picture_of_exactly_the_limit_passes() => new PictureSize(3, 5).Check(15, "It");

    [Fact]
    public void A_picture_above_the_limit_is_refused_with_what_is_found_and_allowed()
    {
        var refused = Assert.Throws<PictureTooLargeException>(() => new PictureSize(3_000, 5).Check(14_999, "'a.png'"));

        Assert.Equal("'a.png' has 3000 × 5 pixels, and 14,999 are allowed in all.", refused.Message);
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(1 << 30, 1 << 30)]
    [InlineData(1 << 16, 1 << 16)]
    [InlineData(536_870_898, 1)]
    public void A_picture_larger_than_an_array_is_refused_whatever_the_limit(int width, int height)
    {
        var size = new PictureSize(width, height);

        var refused = Assert.Throws<PictureTooLargeException>(() => size.Check(int.MaxValue, "'a.png'"));
        Assert.Equal($"'a.png' has {size}, and 536,870,897 are allowed in all.", refused.Message);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(-1, 5)]
    [InlineData(5, -1)]
    [InlineData(-5, -5)]
    public void A_picture_without_pixels_is_refused(int width, int height)
    {
        var refused = Assert.Throws<InvalidDataException>(() => new PictureSize(width, height).Check(100, "'a.png'"));

        Assert.Equal($"'a.png' has no pixels: {width} × {height} pixels.", refused.Message);
    }

    // The runtime takes this setting for all the memory there is.
    [Fact]
    public async Task A_picture_larger_than_the_memory_is_OutOfResources()
    {
        string path = _place.PathOf("large.png");
        PngWriter.WriteBomb(path, 20_000, 20_000);

        ProgramResult result = await TutorialProgram.Run(TutorialProgram
            .Command("Producer", path, "--max-pixels", "400000000", "--key", _place.Key)
            .WithEnvironmentVariables(variables => variables.Set("DOTNET_GCHeapHardLimit", $"{128 << 20:X}")));

        Assert.Contains("has 20000 × 20000 pixels: 1,600,000,000 bytes, and this machine has 134,217,728 in all",
            result.Error, StringComparison.Ordinal);
        Assert.Equal((int)SegmentError.OutOfResources, result.ExitCode);
    }

    [Fact]
    public void Text_is_width_then_height() => Assert.Equal("3 × 5 pixels", $"{new PictureSize(3, 5)}");

    public void Dispose() => _place.Dispose();
}
