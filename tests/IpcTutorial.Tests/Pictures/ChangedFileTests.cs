using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class ChangedFileTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void A_file_that_became_another_picture_since_Probe_is_refused_and_the_target_untouched()
    {
        string path = _place.PathOf("picture.png");
        PictureFile.Save(path, TestPicture.Random(8, 4), overwrite: false);
        PictureSize size = PictureFile.Probe(path);
        byte[] target = [.. Enumerable.Repeat((byte)0x5A, (int)size.ByteCount)];

        // The first two need as many bytes as there are.
        foreach (var (width, height) in new[] { (4, 8), (32, 1), (9, 4), (7, 4) })
        {
            PictureFile.Save(path, TestPicture.Random(width, height), overwrite: true);

            var refused = Assert.Throws<InvalidDataException>(() => PictureFile.LoadInto(path, size, target));
            Assert.Contains($"8 × 4 pixels before, {width} × {height} pixels now", refused.Message,
                StringComparison.Ordinal);
            Assert.All(target, value => Assert.Equal(0x5A, value));
        }
    }

    [Fact]
    public void A_file_that_was_damaged_or_deleted_since_Probe_is_refused()
    {
        string path = _place.PathOf("picture.png");
        PictureFile.Save(path, TestPicture.Random(8, 4), overwrite: false);
        PictureSize size = PictureFile.Probe(path);
        byte[] target = new byte[size.ByteCount];

        File.WriteAllText(path, "no picture any more");
        Assert.Throws<InvalidDataException>(() => PictureFile.LoadInto(path, size, target));
        File.Delete(path);
        Assert.Throws<FileNotFoundException>(() => PictureFile.LoadInto(path, size, target));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_target_of_another_length_is_refused(int difference)
    {
        string path = TestPicture.File("photo.bmp");
        PictureSize size = PictureFile.Probe(path);
        byte[] target = new byte[size.ByteCount + difference];

        Assert.Throws<InvalidDataException>(() => PictureFile.LoadInto(path, size, target));
    }

    public void Dispose() => _place.Dispose();
}
