using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class DamagedFileTests : IDisposable
{
    // A flipped bit can make any picture of a file, also a huge one.
    private const int MaxPixels = 100_000;

    private readonly Workplace _place = new();

    public static TheoryData<string> Files =>
        ["alpha.png", "swapping-profile.png", "photo.bmp", "photo.jpg", "cmyk.jpg", "alpha.webp", "lossy.webp"];

    // What may be missing is what follows the pixels.
    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_cut_off_anywhere_is_refused_or_whole(string name)
    {
        byte[] file = File.ReadAllBytes(TestPicture.File(name));
        Picture whole = TestPicture.Load(TestPicture.File(name));
        int refused = 0;
        for (int length = 0; length < file.Length; length++)
        {
            Picture? picture = LoadOrRefuse(file.AsSpan(0, length));
            if (picture is null)
                refused++;
            else
                AssertSameAs(whole, picture, $"cut off at {length} of {file.Length}");
        }

        Assert.InRange(refused, file.Length - 25, file.Length);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_flipped_bit_is_refused_or_read_and_does_nothing_worse(string name)
    {
        byte[] file = File.ReadAllBytes(TestPicture.File(name));
        var random = new Random(20);
        int refused = 0;
        for (int i = 0; i < file.Length; i += (file.Length / 1000) + 1)
        {
            byte[] damaged = [.. file];
            damaged[i] ^= (byte)(1 << random.Next(8));
            if (LoadOrRefuse(damaged) is null)
                refused++;
        }

        Assert.NotEqual(0, refused);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Many_changed_bytes_are_refused_or_read_and_do_nothing_worse(string name)
    {
        byte[] file = File.ReadAllBytes(TestPicture.File(name));
        var random = new Random(21);
        for (int round = 0; round < 300; round++)
        {
            byte[] damaged = [.. file];
            for (int i = random.Next(1, 20); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _ = LoadOrRefuse(damaged);
        }
    }

    // PNG has a checksum for each chunk.
    [Theory]
    [InlineData("alpha.png")]
    [InlineData("swapping-profile.png")]
    public void A_flipped_bit_in_a_png_never_changes_the_picture(string name)
    {
        byte[] file = File.ReadAllBytes(TestPicture.File(name));
        Picture whole = TestPicture.Load(TestPicture.File(name));
        for (int i = 0; i < file.Length * 8; i += 3)
        {
            byte[] damaged = [.. file];
            damaged[i / 8] ^= (byte)(1 << (i % 8));
            if (LoadOrRefuse(damaged) is { } picture)
                AssertSameAs(whole, picture, $"bit {i % 8} of byte {i / 8} flipped");
        }
    }

    public void Dispose() => _place.Dispose();

    private static void AssertSameAs(Picture whole, Picture picture, string what)
    {
        if (picture.Size != whole.Size || !picture.Rgba.AsSpan().SequenceEqual(whole.Rgba))
            Assert.Fail($"Another picture was read, with no error, from the file {what}.");
    }

    // Whatever else is thrown fails the test.
    private Picture? LoadOrRefuse(ReadOnlySpan<byte> file)
    {
        string path = _place.PathOf("damaged");
        File.Delete(path); // a disk is in no hurry with a new file, but waits for one that is written anew
        File.WriteAllBytes(path, file);
        try
        {
            return PictureFile.Load(path, MaxPixels);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return null;
        }
    }
}
