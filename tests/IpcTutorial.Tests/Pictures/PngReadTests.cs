using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class PngReadTests : IDisposable
{
    // More than 256 pixels for every value of 8 bits; odd, so that rows end within a byte and Adam7 passes are ragged.
    private static readonly PictureSize _size = new(37, 11);

    private readonly Workplace _place = new();

    public static MatrixTheoryData<byte, bool> PackedDepths => new([1, 2, 4, 8], [false, true]);

    public static MatrixTheoryData<byte, bool> LayoutsOf16Bits =>
        new([PngWriter.Grey, PngWriter.GreyAlpha, PngWriter.Rgb, PngWriter.Rgba], [false, true]);

    public static MatrixTheoryData<int, int> SmallSides => new([5, 6, 9], [1, 2, 3, 5, 9]);

    public static MatrixTheoryData<int, int> NarrowSides => new([1, 2, 3, 4], [1, 2, 3, 5, 9]);

    [Theory]
    [MemberData(nameof(PackedDepths))]
    public void Grey_of_every_depth_is_exact(byte bits, bool isInterlaced)
    {
        int most = (1 << bits) - 1;
        AssertReads(PngWriter.Grey, bits, isInterlaced, s => Opaque(s[0] * 255 / most));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Grey_with_alpha_is_exact(bool isInterlaced) =>
        AssertReads(PngWriter.GreyAlpha, 8, isInterlaced, s => [s[0], s[0], s[0], s[1]]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rgb_is_exact(bool isInterlaced) =>
        AssertReads(PngWriter.Rgb, 8, isInterlaced, s => [s[0], s[1], s[2], 255]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rgba_is_exact(bool isInterlaced) => AssertReads(PngWriter.Rgba, 8, isInterlaced, s => s);

    [Theory]
    [MemberData(nameof(PackedDepths))]
    public void A_palette_is_exact(byte bits, bool isInterlaced) =>
        AssertReads(PngWriter.Palette, bits, isInterlaced, s => [.. Entry(s[0]), 255], chunks: Palette(bits));

    // Half of the entries: those after the end of tRNS are opaque.
    [Theory]
    [MemberData(nameof(PackedDepths))]
    public void A_palette_with_transparency_is_exact(byte bits, bool isInterlaced)
    {
        int half = 1 << (bits - 1);
        byte[] alpha = [.. Enumerable.Range(0, half).Select(i => (byte)(i * 7))];
        AssertReads(PngWriter.Palette, bits, isInterlaced, s => [.. Entry(s[0]), s[0] < half ? alpha[s[0]] : 255],
            chunks: [.. Palette(bits), ("tRNS", alpha)]);
    }

    [Fact]
    public void The_transparent_colour_of_grey_keeps_its_value() => AssertReads(PngWriter.Grey, 8, false,
        s => [s[0], s[0], s[0], s[0] == 5 ? 0 : 255], chunks: ("tRNS", [0, 5]));

    [Fact]
    public void The_transparent_colour_of_rgb_keeps_its_value()
    {
        int[] key = Samples(3, 255)(4, 5);
        AssertReads(PngWriter.Rgb, 8, false, s => [s[0], s[1], s[2], s.SequenceEqual(key) ? 0 : 255],
            chunks: ("tRNS", [0, (byte)key[0], 0, (byte)key[1], 0, (byte)key[2]]));
    }

    // Within 1, since one decoder rounds and the other cuts off.
    [Theory]
    [MemberData(nameof(LayoutsOf16Bits))]
    public void A_16_bit_sample_is_within_1_of_its_high_byte(byte colourType, bool isInterlaced) =>
        AssertReads(colourType, 16, isInterlaced, tolerance: 1, rgba: s =>
        {
            int[] bytes = [.. s.Select(sample => sample >> 8)];
            return bytes.Length switch
            {
                1 => Opaque(bytes[0]),
                2 => [bytes[0], bytes[0], bytes[0], bytes[1]],
                3 => [.. bytes, 255],
                _ => bytes,
            };
        });

    [Theory]
    [MemberData(nameof(SmallSides))]
    public void An_interlaced_picture_of_few_pixels_is_exact(int width, int height) =>
        AssertReads(PngWriter.Rgba, 8, true, s => s, size: new PictureSize(width, height));

    // A pass of its interlacing has no pixels.
    [Theory]
    [MemberData(nameof(NarrowSides))]
    public void An_interlaced_picture_without_all_passes_is_exact(int width, int height) =>
        AssertReads(PngWriter.Rgba, 8, true, s => s, size: new PictureSize(width, height));

    [Fact]
    public void A_gamma_that_is_not_that_of_srgb_is_not_applied() =>
        AssertReads(PngWriter.Rgba, 8, false, s => s, chunks: ("gAMA", [0, 1, 0x86, 0xA0]));

    public void Dispose() => _place.Dispose();

    private static int[] Opaque(int grey) => [grey, grey, grey, 255];

    private static int[] Entry(int index) => [index * 3 % 256, 255 - index, index * 91 % 256];

    private static (string Type, byte[] Data)[] Palette(int bits) =>
        [("PLTE", [.. Enumerable.Range(0, 1 << bits).SelectMany(Entry).Select(value => (byte)value)])];

    // Every channel takes every value, and no two channels the same way.
    private static Func<int, int, int[]> Samples(int channels, int most) => (x, y) =>
        [.. Enumerable.Range(0, channels).Select(channel =>
            (((x + (_size.Width * y)) * ((2 * channel) + 1) * (most > 255 ? 163 : 1)) + (50 * channel)) & most)];

    private void AssertReads(byte colourType, byte bits, bool isInterlaced, Func<int[], int[]> rgba,
        PictureSize? size = null, int tolerance = 0, params (string Type, byte[] Data)[] chunks)
    {
        PictureSize actualSize = size ?? _size;
        int channels = colourType switch
        {
            PngWriter.Rgba => 4,
            PngWriter.Rgb => 3,
            PngWriter.GreyAlpha => 2,
            _ => 1,
        };
        Func<int, int, int[]> samples = Samples(channels, (1 << bits) - 1);
        string path = _place.PathOf("picture.png");
        PngWriter.Write(path, actualSize.Width, actualSize.Height, colourType, bits, samples, isInterlaced, chunks);

        byte[] expected = [.. Enumerable.Range(0, (int)actualSize.PixelCount)
            .SelectMany(i => rgba(samples(i % actualSize.Width, i / actualSize.Width)))
            .Select(value => (byte)value)];
        if (isInterlaced && TutorialProgram.Codec == "ImageSharp")
            Assert.Throws<InvalidDataException>(() => TestPicture.Load(path)); // known exception: it may never finish
        else
            TestPicture.AssertSame(new Picture(actualSize, expected), TestPicture.Load(path), tolerance);
    }
}
