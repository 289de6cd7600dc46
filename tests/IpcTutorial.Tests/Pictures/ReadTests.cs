using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class ReadTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void Bmp_is_exact() => AssertReadsAsIndependently("photo.bmp", tolerance: 0);

    [Fact]
    public void A_bmp_stored_top_down_is_not_turned_over()
    {
        byte[] file = File.ReadAllBytes(TestPicture.File("photo.bmp"));
        BitConverter.TryWriteBytes(file.AsSpan(22), -BitConverter.ToInt32(file, 22));
        string path = _place.PathOf("top-down.bmp");
        File.WriteAllBytes(path, file);

        TestPicture.AssertSame(TestPicture.DecodeIndependently(path), TestPicture.Load(path));
        Assert.NotEqual(TestPicture.Load(TestPicture.File("photo.bmp")).Rgba, TestPicture.Load(path).Rgba);
    }

    [Fact]
    public void Png_with_alpha_is_exact() => AssertReadsAsIndependently("alpha.png", tolerance: 0);

    [Fact]
    public void Lossless_webp_is_exact() => TestPicture.AssertSame(
        TestPicture.DecodeIndependently(TestPicture.File("alpha.png")),
        TestPicture.Load(TestPicture.File("alpha.webp")));

    [Fact]
    public void Jpeg_is_within_3_of_another_decoder() => AssertReadsAsIndependently("photo.jpg", tolerance: 3);

    [Fact]
    public async Task Lossy_webp_is_within_3_of_the_decoder_of_libwebp()
    {
        Dwebp.Require();
        string path = TestPicture.File("lossy.webp");
        TestPicture.AssertSame(await Dwebp.Decode(path), TestPicture.Load(path), tolerance: 3);
    }

    // No independent decoder here reads CMYK, so this compares with the picture from which the JPEG was made.
    [Fact]
    public void Cmyk_jpeg_is_within_3_of_its_original() => TestPicture.AssertSame(
        TestPicture.DecodeIndependently(TestPicture.File("photo.bmp")),
        TestPicture.Load(TestPicture.File("cmyk.jpg")),
        tolerance: 3);

    [Fact]
    public void Exif_orientation_is_not_applied() => TestPicture.AssertSame(
        TestPicture.Load(TestPicture.File("photo.jpg")),
        TestPicture.Load(TestPicture.File("rotated-by-exif.jpg")));

    [Fact]
    public void A_colour_profile_in_a_png_is_not_applied() => TestPicture.AssertSame(
        TestPicture.DecodeIndependently(TestPicture.File("photo.bmp")),
        TestPicture.Load(TestPicture.File("swapping-profile.png")));

    [Fact]
    public void A_colour_profile_in_a_jpeg_is_not_applied() => TestPicture.AssertSame(
        TestPicture.Load(TestPicture.File("photo.jpg")),
        TestPicture.Load(TestPicture.File("swapping-profile.jpg")));

    [Theory]
    [InlineData("photo.bmp", "picture.png")]
    [InlineData("photo.jpg", "picture.bmp")]
    [InlineData("alpha.png", "picture.webp")]
    [InlineData("alpha.webp", "picture")]
    public void What_is_in_a_file_decides_and_not_its_name(string file, string name)
    {
        File.Copy(TestPicture.File(file), _place.PathOf(name));

        TestPicture.AssertSame(
            TestPicture.Load(TestPicture.File(file)),
            TestPicture.Load(_place.PathOf(name)));
    }

    [Theory]
    [InlineData("photo.bmp")]
    [InlineData("photo.jpg")]
    [InlineData("alpha.png")]
    [InlineData("alpha.webp")]
    [InlineData("rotated-by-exif.jpg")]
    public void Probe_gives_the_size_that_is_loaded(string name)
    {
        Assert.Equal(new PictureSize(48, 32), PictureFile.Probe(TestPicture.File(name)));
        Assert.Equal(new PictureSize(48, 32), TestPicture.Load(TestPicture.File(name)).Size);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_to_is_read()
    {
        string path = _place.PathOf("read-only.png");
        File.Copy(TestPicture.File("alpha.png"), path);
        File.SetAttributes(path, FileAttributes.ReadOnly);
        AssertIsAlpha(path);
        File.SetAttributes(path, FileAttributes.Normal);

        // File modes do not hold root back.
        if (!await Mounted.IsPossible())
            return;

        await using Mounted folder = await Mounted.ReadOnly(_place.PathOf("mounted"), _place.Folder);
        AssertIsAlpha(folder.PathOf("read-only.png"));
    }

    public void Dispose() => _place.Dispose();

    private static void AssertIsAlpha(string path) =>
        TestPicture.AssertSame(TestPicture.Load(TestPicture.File("alpha.png")), TestPicture.Load(path));

    private static void AssertReadsAsIndependently(string name, int tolerance) => TestPicture.AssertSame(
        TestPicture.DecodeIndependently(TestPicture.File(name)), TestPicture.Load(TestPicture.File(name)), tolerance);
}
