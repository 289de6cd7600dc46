using System.Diagnostics;
using System.Text;
using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

public sealed class BadFileTests : IDisposable
{
    private readonly Workplace _place = new();

    [Fact]
    public void An_empty_file_is_refused_as_empty() => AssertRefused([], "empty");

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(5000)]
    public void Zeros_are_refused(int length) => AssertRefused(new byte[length], "not a picture");

    [Fact]
    public void A_text_is_refused() => AssertRefused(Encoding.UTF8.GetBytes("Not a picture.\n"), "not a picture");

    [Theory]
    [InlineData("photo.bmp", 2)]
    [InlineData("photo.bmp", 14)]
    [InlineData("photo.bmp", 54)]
    [InlineData("photo.jpg", 3)]
    [InlineData("photo.jpg", 20)]
    [InlineData("alpha.png", 8)]
    [InlineData("alpha.png", 33)]
    [InlineData("alpha.webp", 12)]
    [InlineData("alpha.webp", 25)]
    public void A_header_alone_is_refused(string name, int length) =>
        AssertRefused(File.ReadAllBytes(TestPicture.File(name))[..length]);

    [Fact]
    public void Gif_is_refused_by_name() => AssertRefused(File.ReadAllBytes(TestPicture.File("photo.gif")), "GIF");

    [Fact]
    public void Tiff_is_refused() =>
        AssertRefused(File.ReadAllBytes(TestPicture.File("photo.tiff")), "PNG, JPEG, WebP");

    [Fact]
    public void An_icon_is_refused_although_a_png_is_in_it()
    {
        byte[] png = File.ReadAllBytes(TestPicture.File("alpha.png"));
        AssertRefused([
            0, 0, 1, 0, 1, 0,
            48, 32, 0, 0, 1, 0, 32, 0, .. BitConverter.GetBytes(png.Length), .. BitConverter.GetBytes(22),
            .. png]);
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(40_000, 40_000)]
    [InlineData(20_000, 20_000)]
    public void A_picture_that_claims_to_be_huge_is_refused_before_memory_is_taken(int width, int height)
    {
        string path = _place.PathOf("claim.png");
        PngWriter.WriteBomb(path, width, height);
        Assert.True(Record.Exception(() => PictureFile.Load(path, 100_000_000)) is PictureTooLargeException or InvalidDataException);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(Record.Exception(() => PictureFile.Load(path, 100_000_000)) is PictureTooLargeException or InvalidDataException);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    // Which of the two a decoder believes is its own affair.
    [Fact]
    public void A_png_with_a_small_second_header_takes_no_memory_for_the_first()
    {
        string path = _place.PathOf("claim.png");
        PngWriter.WriteBomb(path, 20_000, 20_000, ("IHDR", PngWriter.Header(1, 1, PngWriter.Grey, 1)));

        using var self = Process.GetCurrentProcess();
        long before = self.PeakWorkingSet64;
        Exception? refused = Record.Exception(() => PictureFile.Load(path, 1000));
        Assert.IsType(TutorialProgram.Codec == "ImageSharp" ? typeof(InvalidDataException) : typeof(PictureTooLargeException), refused);
        self.Refresh();
        Assert.InRange(self.PeakWorkingSet64 - before, 0, 500_000_000);
    }

    [Fact]
    public void The_limit_is_named_when_it_is_passed()
    {
        string path = TestPicture.File("photo.bmp");

        var refused = Assert.Throws<PictureTooLargeException>(() => PictureFile.Load(path, (48 * 32) - 1));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("48 × 32 pixels, and 1,535 are allowed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new PictureSize(48, 32), PictureFile.Load(path, 48 * 32).Size);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void A_picture_without_pixels_is_refused(int width, int height)
    {
        string path = _place.PathOf("claim.png");
        PngWriter.WriteBomb(path, width, height);
        Assert.Contains(path, Refused(() => TestPicture.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_FileNotFoundException()
    {
        string path = _place.PathOf("missing.png");
        Assert.Throws<FileNotFoundException>(() => PictureFile.Probe(path));
        Assert.Throws<FileNotFoundException>(() => PictureFile.LoadInto(path, new PictureSize(1, 1), new byte[4]));
        Assert.Throws<DirectoryNotFoundException>(() => PictureFile.Probe(_place.PathOf("missing/picture.png")));
    }

    [Fact]
    public void A_folder_is_an_IOException_that_says_so()
    {
        var refused = Assert.Throws<IOException>(() => PictureFile.Probe(_place.Folder));
        Assert.Contains("is a folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        Requires.Linux();
        string pipe = _place.PathOf("pipe.png");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await Cli.Wrap("mkfifo").WithArguments(pipe).ExecuteAsync(cancel);

        Task<Exception?> probe = Task.Factory.StartNew(() => Record.Exception(() => _ = PictureFile.Probe(pipe)),
            cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default); // it waits for no thread
        bool isInTime = await Task.WhenAny(probe, Task.Delay(TimeSpan.FromSeconds(5), cancel)) == probe;

        // Lets go on who waits for a writer; in Linux, opening both ends waits for nobody.
        using (File.Open(pipe, FileMode.Open, FileAccess.ReadWrite))
            Assert.True(await probe is IOException or InvalidDataException, $"{await probe}");
        Assert.True(isInTime, "Probe waited for somebody to write into the pipe.");
    }

    public void Dispose() => _place.Dispose();

    private static InvalidDataException Refused(Func<Picture> load) => Assert.Throws<InvalidDataException>(load);

    private void AssertRefused(byte[] file, string reason = "")
    {
        string path = _place.PathOf("bad.png");
        File.WriteAllBytes(path, file);

        string message = Refused(() => TestPicture.Load(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
