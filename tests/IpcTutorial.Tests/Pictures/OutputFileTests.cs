using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class OutputFileTests : IDisposable
{
    private static readonly Picture _picture = TestPicture.Random(16, 16);

    private readonly Workplace _place = new();

    [Theory]
    [InlineData("picture.gif", "'.gif'")]
    [InlineData("picture.BMP", "'.bmp'")]
    [InlineData("picture.txt", "'.txt'")]
    [InlineData("picture.png.", "no extension")]
    [InlineData("picture", "no extension")]
    public void An_extension_that_cannot_be_written_is_refused_before_a_file_is_made(string name, string reason)
    {
        string path = _place.PathOf(name);

        var refused = Assert.Throws<NotSupportedException>(() => PictureFile.Save(path, _picture, overwrite: true));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(".png, .jpg, .jpeg or .webp", refused.Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => PictureFile.CheckOutput(path, overwrite: true));
        AssertFolderHolds();
    }

    [Fact]
    public void A_file_that_exists_is_refused_and_untouched()
    {
        string path = _place.PathOf("picture.png");
        File.WriteAllText(path, "precious");

        var refused = Assert.Throws<IOException>(() => PictureFile.Save(path, _picture, overwrite: false));
        Assert.Contains("--force", refused.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => PictureFile.CheckOutput(path, overwrite: false));
        Assert.Equal("precious", File.ReadAllText(path));
        AssertFolderHolds("picture.png");
    }

    [Fact]
    public void A_file_that_exists_is_replaced_when_asked_to()
    {
        string path = _place.PathOf("picture.png");
        File.WriteAllText(path, "precious");

        PictureFile.Save(path, _picture, overwrite: true);

        TestPicture.AssertSame(_picture, TestPicture.Load(path));
        AssertFolderHolds("picture.png");
    }

    [Fact]
    public void A_folder_is_refused()
    {
        string path = _place.PathOf("folder.png");
        Directory.CreateDirectory(path);

        Assert.Throws<IOException>(() => PictureFile.Save(path, _picture, overwrite: true));
        Assert.Throws<IOException>(() => PictureFile.CheckOutput(path, overwrite: true));
        AssertFolderHolds("folder.png");
    }

    [Fact]
    public void A_folder_that_does_not_exist_is_refused()
    {
        string path = _place.PathOf("missing/picture.png");

        Assert.Throws<DirectoryNotFoundException>(() => PictureFile.Save(path, _picture, overwrite: true));
        Assert.Throws<DirectoryNotFoundException>(() => PictureFile.CheckOutput(path, overwrite: true));
        AssertFolderHolds();
    }

    [Theory]
    [InlineData("picture.webp", 1, 20_000)]
    [InlineData("picture.webp", 20_000, 1)]
    [InlineData("picture.jpg", 1, 70_000)]
    [InlineData("picture.jpg", 70_000, 1)]
    public void A_picture_too_large_for_the_format_is_refused_and_leaves_nothing(string name, int width, int height)
    {
        Picture picture = TestPicture.Random(width, height);

        var refused = Assert.Throws<NotSupportedException>(
            () => PictureFile.Save(_place.PathOf(name), picture, overwrite: false));
        Assert.Contains($"{picture.Size}", refused.Message, StringComparison.Ordinal);
        AssertFolderHolds();
    }

    [Fact]
    public void A_png_has_no_such_limit()
    {
        Picture picture = TestPicture.Random(1, 70_000);
        PictureFile.Save(_place.PathOf("picture.png"), picture, overwrite: false);

        TestPicture.AssertSame(picture, TestPicture.Load(_place.PathOf("picture.png")));
    }

    [Fact]
    public void A_failure_leaves_the_file_that_was_there_unchanged()
    {
        string path = _place.PathOf("picture.webp");
        File.WriteAllText(path, "precious");

        Assert.Throws<NotSupportedException>(
            () => PictureFile.Save(path, TestPicture.Random(1, 20_000), overwrite: true));
        Assert.Equal("precious", File.ReadAllText(path));
        AssertFolderHolds("picture.webp");
    }

    [Theory]
    [InlineData("picture.png")]
    [InlineData("picture.jpg")]
    [InlineData("picture.webp")]
    public async Task A_full_disk_is_an_IOException_and_leaves_what_was_there(string name)
    {
        await using Mounted disk = await Mounted.SmallDisk(_place.PathOf("disk"));
        string path = disk.PathOf(name);
        File.WriteAllText(path, "precious");

        // Noise of 1 MB becomes more than 64 KB in every format.
        Picture picture = TestPicture.Random(512, 512);

        Assert.Throws<IOException>(() => PictureFile.Save(path, picture, overwrite: true));
        Assert.Equal([path], disk.Files());
        Assert.Equal("precious", File.ReadAllText(path));

        File.Delete(path);
        Assert.Throws<IOException>(() => PictureFile.Save(path, picture, overwrite: false));
        Assert.Empty(disk.Files());
    }

    [Fact]
    public void A_symbolic_link_is_written_through()
    {
        Requires.Unix();
        Directory.CreateDirectory(_place.PathOf("folder"));
        File.WriteAllText(_place.PathOf("folder/target.png"), "old");
        string link = _place.PathOf("link.png");
        File.CreateSymbolicLink(link, "folder/next.png");
        File.CreateSymbolicLink(_place.PathOf("folder/next.png"), "target.png");

        PictureFile.Save(link, _picture, overwrite: true);

        Assert.Equal("folder/next.png", new FileInfo(link).LinkTarget);
        Assert.Null(new FileInfo(_place.PathOf("folder/target.png")).LinkTarget);
        TestPicture.AssertSame(_picture, TestPicture.Load(_place.PathOf("folder/target.png")));
        AssertFolderHolds("folder", "link.png");
    }

    [Fact]
    public void A_symbolic_link_to_nothing_yet_is_written_through()
    {
        Requires.Unix();
        string link = _place.PathOf("link.png");
        File.CreateSymbolicLink(link, "target.png");

        PictureFile.Save(link, _picture, overwrite: true);

        Assert.Equal("target.png", new FileInfo(link).LinkTarget);
        TestPicture.AssertSame(_picture, TestPicture.Load(_place.PathOf("target.png")));
    }

    public void Dispose() => _place.Dispose();

    private void AssertFolderHolds(params string[] names) => Assert.Equal(names.Select(_place.PathOf).Order(),
        Directory.GetFileSystemEntries(_place.Folder).Order());
}
