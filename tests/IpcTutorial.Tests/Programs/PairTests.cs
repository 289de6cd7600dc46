using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>A picture goes from one process to another, each in a session of its own.</summary>
public sealed class PairTests(SampleProducer sample) : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(641, 479)]
    [InlineData(1, 20000)]
    [InlineData(20000, 1)]
    public async Task Every_pixel_arrives(int width, int height)
    {
        Picture sent = TestPicture.Random(width, height);
        PictureFile.Save(_place.PathOf("in.png"), sent, overwrite: false);
        await using TutorialProgram producer = await _place.ReadyProducer(_place.PathOf("in.png"));

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));

        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        TestPicture.AssertSame(sent, TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Fact]
    public Task Every_pixel_of_a_large_picture_arrives() =>
        Every_pixel_arrives(TestSize.LargestPicture.Width, TestSize.LargestPicture.Height);

    [Theory]
    [InlineData("photo.jpg", 3)]
    [InlineData("photo.bmp", 0)]
    [InlineData("swapping-profile.png", 0)]
    [InlineData("alpha.png", 0)]
    public async Task Each_format_arrives_as_another_decoder_reads_it(string file, int tolerance)
    {
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File(file));

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        TestPicture.AssertSame(TestPicture.DecodeIndependently(TestPicture.File(file)),
            TestPicture.DecodeIndependently(_place.PathOf("out.png")), tolerance);
        await producer.Enter();
    }

    [Fact]
    public async Task Webp_arrives_like_the_same_picture_as_png()
    {
        await using TutorialProgram producer = await _place.ReadyProducer(TestPicture.File("alpha.webp"));

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        TestPicture.AssertSame(TestPicture.DecodeIndependently(TestPicture.File("alpha.png")),
            TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        await producer.Enter();
    }

    [Theory]
    [InlineData("out.jpg", "FFD8FF")]
    [InlineData("out.JPEG", "FFD8FF")]
    [InlineData("out.webp", "52494646")]
    [InlineData("out.png", "89504E47")]
    public async Task The_extension_of_the_output_chooses_its_format(string output, string firstBytes)
    {
        Assert.Equal(0, (await sample.Consumer(_place.PathOf(output))).ExitCode);

        Assert.StartsWith(firstBytes, Convert.ToHexString(File.ReadAllBytes(_place.PathOf(output))));
    }

    [Fact]
    public async Task Both_sides_print_the_same_checksum()
    {
        string checksum = await sample.Checksum();

        ProgramResult consumer = await sample.Consumer(_place.PathOf("out.png"));

        Assert.Matches("^[0-9A-F]{8}$", checksum);
        Assert.Contains($"CRC-32 {checksum}.", consumer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_arguments_a_sample_arrives_as_received_png()
    {
        await sample.Program();

        for (int i = 0; i < 2; i++) // the second time it replaces the first
        {
            ProgramResult consumer = await TutorialProgram.Run(
                TutorialProgram.Command("Consumer", "--key", sample.Key).WithWorkingDirectory(_place.Folder));
            Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        }

        TestPicture.AssertSame(
            TestPicture.DecodeIndependently(SampleProducer.Picture),
            TestPicture.DecodeIndependently(_place.PathOf("received.png")));
    }

    [Fact]
    public async Task The_demo_shows_both_sides_and_ends()
    {
        ProgramResult demo = await TutorialProgram.Run(
            TutorialProgram.Command("Producer", "--demo", "--key", _place.Key).WithWorkingDirectory(_place.Folder));

        Assert.Equal((0, ""), (demo.ExitCode, demo.Error));
        Assert.Contains("Producer | Wrote the picture", demo.Output, StringComparison.Ordinal);
        Assert.Contains("Consumer | Saved received.png.", demo.Output, StringComparison.Ordinal);
        Assert.All(demo.Output.TrimEnd().Split(Environment.NewLine), line => Assert.Matches("^(Producer|Consumer) \\| ", line));
        Assert.True(File.Exists(_place.PathOf("received.png")));
    }

    [Fact]
    public async Task Ten_consumers_at_once_all_get_the_picture()
    {
        await sample.Program();

        ProgramResult[] consumers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => sample.Consumer(_place.PathOf($"{i}.png"))));

        Assert.All(consumers, consumer => Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error)));
        byte[] first = File.ReadAllBytes(_place.PathOf("0.png"));
        Assert.All(Enumerable.Range(1, 9), i => Assert.Equal(first, File.ReadAllBytes(_place.PathOf($"{i}.png"))));
    }
}
