using System.Text;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>A refusal gives the true reason: what is of another format or kind is not damaged.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("GIF89a", "GIF")]
    [InlineData("II*\0", "TIFF")]
    [InlineData("MM\0*", "TIFF")]
    [InlineData("\0\0\0\u001Cftypavif", "AVIF")]
    [InlineData("\0\0\0\u001Cftypheic", "HEIF")]
    [InlineData("\0\0\0\u001Cftypmif1", "HEIF")]
    [InlineData("\u00FF\n\u00FA\u001F", "JPEG XL")]
    [InlineData("\0\0\0\fJXL \r\n\u0087\n", "JPEG XL")]
    [InlineData("\0\0\0\fjP  \r\n\u0087\n", "JPEG 2000")]
    [InlineData("\u00FFO\u00FFQ", "JPEG 2000")]
    [InlineData("\0\0\u0001\0\u0001\0", "ICO")]
    [InlineData("8BPS", "PSD")]
    [InlineData("<svg xmlns", "SVG")]
    [InlineData("<?xml version", "SVG")]
    [InlineData("%PDF-1.4", "PDF")]
    [InlineData("qoif", "QOI")]
    [InlineData("P6\n48 32\n", "PBM, PGM or PPM")]
    public void Another_format_is_named(string beginning, string format)
    {
        byte[] file = [.. Encoding.Latin1.GetBytes(beginning), .. new byte[100]];
        AssertRefused(file, $"is a picture of the format {format}");
    }

    [Theory]
    [InlineData(4, 12, "is a JPEG of 12 bits a channel")]
    [InlineData(1, 0xC3, "is a JPEG without loss (SOF3)")]
    public void A_kind_of_jpeg_that_is_not_read_is_named(int offset, byte value, string reason)
    {
        byte[] file = File.ReadAllBytes(TestPicture.File("photo.jpg"));
        file[file.AsSpan().IndexOf<byte>([0xFF, 0xC0]) + offset] = value;
        AssertRefused(file, reason);
    }

    [Fact]
    public void A_jpeg_without_its_end_marker_is_told_what_is_missing() =>
        AssertRefused(File.ReadAllBytes(TestPicture.File("photo.jpg"))[..^2], "has no end marker");

    [Theory]
    [InlineData("photo.bmp", 100)]
    [InlineData("alpha.webp", 40)]
    [InlineData("alpha.png", 45)]
    public void What_begins_as_one_of_ours_is_not_called_none(string name, int length)
    {
        byte[] file = File.ReadAllBytes(TestPicture.File(name))[..length];
        string message = AssertRefused(file, "cut off");
        Assert.DoesNotContain("is not a picture", message, StringComparison.Ordinal);
        Assert.DoesNotContain("format", message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_follows_the_picture_does_no_harm()
    {
        foreach (string name in (string[])["photo.jpg", "alpha.png", "photo.bmp", "alpha.webp"])
        {
            string path = _place.PathOf(name);
            File.WriteAllBytes(path, [.. File.ReadAllBytes(TestPicture.File(name)), .. "more"u8]);
            TestPicture.AssertSame(TestPicture.Load(TestPicture.File(name)), TestPicture.Load(path));
        }
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_told_so()
    {
        string message = Assert.Throws<FileNotFoundException>(() => PictureFile.Probe(_place.PathOf("caf\uFFFD.png"))).Message;
        Assert.Contains(".NET knows names in UTF-8 only", message, StringComparison.Ordinal);
    }

    private string AssertRefused(byte[] file, string reason)
    {
        string path = _place.PathOf("file");
        File.WriteAllBytes(path, file);
        string message = Assert.Throws<InvalidDataException>(() => TestPicture.Load(path)).Message;
        Assert.Contains($"'{path}' ", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        return message;
    }
}
