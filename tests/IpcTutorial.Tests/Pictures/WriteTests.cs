using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class WriteTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void Every_alpha_value_survives_a_png_round_trip()
    {
        string path = Save("picture.png", EveryAlpha());

        TestPicture.AssertSame(EveryAlpha(), TestPicture.Load(path));
        TestPicture.AssertSame(EveryAlpha(), TestPicture.DecodeIndependently(path));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    public void A_png_of_an_odd_size_is_exact(int width, int height)
    {
        Picture picture = TestPicture.Random(width, height);
        string path = Save("picture.png", picture);

        TestPicture.AssertSame(picture, TestPicture.Load(path));
        TestPicture.AssertSame(picture, TestPicture.DecodeIndependently(path));
    }

    [Fact]
    public void An_opaque_png_is_exact()
    {
        Picture picture = TestPicture.Random(31, 17, isOpaque: true);
        string path = Save("picture.png", picture);

        TestPicture.AssertSame(picture, TestPicture.DecodeIndependently(path));
    }

    // Quality 90 and half the resolution of colour lose up to 6 of a picture without sharp edges.
    [Theory]
    [InlineData(64, 48)]
    [InlineData(33, 17)]
    [InlineData(1, 1)]
    public void A_jpeg_is_within_8_of_the_picture(int width, int height)
    {
        Picture picture = Smooth(width, height, _ => 255);
        string path = Save("picture.jpg", picture);

        TestPicture.AssertSame(picture, TestPicture.DecodeIndependently(path), tolerance: 8);
        TestPicture.AssertSame(picture, TestPicture.Load(path), tolerance: 8);
    }

    [Fact]
    public void A_jpeg_ignores_alpha()
    {
        string opaque = Save("opaque.jpg", Smooth(64, 48, _ => 255));
        string transparent = Save("transparent.jpg", Smooth(64, 48, x => (byte)(x * 4)));

        Assert.Equal(File.ReadAllBytes(opaque), File.ReadAllBytes(transparent));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    public async Task An_opaque_webp_is_exact(int width, int height)
    {
        Dwebp.Require();
        Picture picture = TestPicture.Random(width, height, isOpaque: true);
        string path = Save("picture.webp", picture);

        TestPicture.AssertSame(picture, await Dwebp.Decode(path));
        TestPicture.AssertSame(picture, TestPicture.Load(path));
    }

    // libwebp, which Skia writes with, drops the colour of pixels that are fully transparent.
    [Fact]
    public async Task A_webp_is_exact_but_for_the_colour_of_what_cannot_be_seen()
    {
        Dwebp.Require();
        string path = Save("picture.webp", EveryAlpha());
        bool isAllKept = TutorialProgram.Codec == "ImageSharp";
        Picture expected = isAllKept ? EveryAlpha() : WithoutColourWhereTransparent(EveryAlpha());

        foreach (Picture actual in new[] { await Dwebp.Decode(path), TestPicture.Load(path) })
            TestPicture.AssertSame(expected, isAllKept ? actual : WithoutColourWhereTransparent(actual));
    }

    [Theory]
    [InlineData("picture.png", "89504E470D0A1A0A")]
    [InlineData("picture.PNG", "89504E470D0A1A0A")]
    [InlineData("picture.jpg", "FFD8FF")]
    [InlineData("picture.jpeg", "FFD8FF")]
    [InlineData("picture.png.JPG", "FFD8FF")]
    [InlineData("picture.webp", "52494646")]
    public void The_extension_chooses_the_format(string name, string signature)
    {
        string path = Save(name, TestPicture.Random(8, 8));

        Assert.StartsWith(signature, Convert.ToHexString(File.ReadAllBytes(path)), StringComparison.Ordinal);
    }

    public void Dispose() => _place.Dispose();

    private string Save(string name, Picture picture)
    {
        string path = _place.PathOf(name);
        PictureFile.Save(path, picture, overwrite: false);
        return path;
    }

    // Each alpha with each value of red, and green and blue of their own.
    private static Picture EveryAlpha() => Paint(256, 256, (x, y) => [x, 255 - x, (x * 7) + (y * 3), y]);

    private static Picture Smooth(int width, int height, Func<int, byte> alpha) =>
        Paint(width, height, (x, y) => [x * 3, 40 + (y * 4), 200 - x - y, alpha(x)]);

    private static Picture Paint(int width, int height, Func<int, int, int[]> pixel)
    {
        IEnumerable<int> values = Enumerable.Range(0, width * height).SelectMany(i => pixel(i % width, i / width));
        return new Picture(new PictureSize(width, height), [.. values.Select(value => (byte)value)]);
    }

    private static Picture WithoutColourWhereTransparent(Picture picture)
    {
        byte[] rgba = [.. picture.Rgba];
        for (int i = 0; i < rgba.Length; i += 4)
        {
            if (rgba[i + 3] == 0)
                rgba.AsSpan(i, 3).Clear();
        }

        return new Picture(picture.Size, rgba);
    }
}
