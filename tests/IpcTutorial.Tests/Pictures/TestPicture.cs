using IpcTutorial.Pictures;
using StbImageSharp;

namespace IpcTutorial.Tests.Pictures;

/// <summary>Pictures to test with, and a decoder that has nothing in common with those under test.</summary>
internal static class TestPicture
{
    /// <summary>A file that comes with the tests.</summary>
    internal static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Pictures", "Files", name);

    /// <summary>Pixels of every colour and every transparency, the same each time.</summary>
    internal static Picture Random(int width, int height, bool isOpaque = false)
    {
        byte[] rgba = new byte[4 * width * height];
        new Random(width + (31 * height)).NextBytes(rgba);
        for (int i = 3; isOpaque && i < rgba.Length; i += 4)
            rgba[i] = 255;
        return new Picture(new PictureSize(width, height), rgba);
    }

    /// <summary>Decodes a PNG, JPEG or BMP file with stb_image.</summary>
    internal static Picture DecodeIndependently(string path)
    {
        var image = ImageResult.FromMemory(System.IO.File.ReadAllBytes(path), ColorComponents.RedGreenBlueAlpha);
        return new Picture(new PictureSize(image.Width, image.Height), image.Data);
    }

    internal static Picture Load(string path) => PictureFile.Load(path, PictureSize.MaxPixels);

    /// <summary>Fails unless both pictures are the same, but for a difference in each channel.</summary>
    internal static void AssertSame(Picture expected, Picture actual, int tolerance = 0)
    {
        Assert.Equal(expected.Size, actual.Size);
        for (int i = 0; i < expected.Rgba.Length; i++)
        {
            if (Math.Abs(expected.Rgba[i] - actual.Rgba[i]) > tolerance)
            {
                int pixel = i / 4;
                Assert.Fail($"Pixel ({pixel % expected.Size.Width}, {pixel / expected.Size.Width}), channel {i % 4}: "
                    + $"expected {expected.Rgba[i]}, found {actual.Rgba[i]}.");
            }
        }
    }
}
