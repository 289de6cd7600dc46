using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>A path typed at the Producer's prompt replaces the picture.</summary>
public sealed class ReplacingTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Smaller_and_larger_pictures_replace_one_another()
    {
        (int Width, int Height)[] sizes = [(40, 30), (3, 5), (400, 300), (1, 1), (400, 301), (40, 30)];
        await using TutorialProgram producer = await _place.ReadyProducer(Save(50, 50));
        foreach ((int width, int height) in sizes)
        {
            producer.Type(Save(width, height));
            await producer.Line("Wrote the picture");

            ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--force");

            Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
            TestPicture.AssertSame(TestPicture.Random(width, height),
                TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        }

        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Fact]
    public async Task A_path_may_stand_in_quotes()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        producer.Type($" '{Save(7, 7)}' ");
        await producer.Line("Loaded 7x7.png: 7 × 7 pixels.");
        await producer.Line("Wrote the picture");
        Assert.Equal("", (await producer.Enter()).Error);
    }

    [Theory]
    [InlineData("missing.png", "Could not find file")]
    [InlineData("broken.png", "is cut off")]
    [InlineData("text.png", "is not a picture")]
    public async Task A_bad_file_leaves_the_old_picture(string name, string reason)
    {
        await File.WriteAllTextAsync(_place.PathOf("text.png"), "This is text.");
        byte[] whole = await File.ReadAllBytesAsync(Save(20, 20));
        await File.WriteAllBytesAsync(_place.PathOf("broken.png"), whole[..^400]);
        await using TutorialProgram producer = await _place.ReadyProducer(Save(6, 4));

        producer.Type(_place.PathOf(name));
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        ProgramResult result = await producer.Enter();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Contains("The picture in the segment is still the one before.", result.Error, StringComparison.Ordinal);
        TestPicture.AssertSame(TestPicture.Random(6, 4), TestPicture.DecodeIndependently(_place.PathOf("out.png")));
    }

    [Fact]
    public async Task A_reader_that_stays_attached_finds_the_larger_picture()
    {
        Requires.Unix(); // on Windows the Producer waits for the reader to leave
        await using TutorialProgram producer = await _place.ReadyProducer(Save(5, 5));
        using PictureReader segment = _place.Reader();
        TestPicture.AssertSame(TestPicture.Random(5, 5), segment.Take(out _));

        producer.Type(Save(50, 50));
        await producer.Line("Wrote the picture");

        Assert.True(segment.Header.IsRetired);
        Picture taken = segment.Take(out PictureHeader header);
        TestPicture.AssertSame(TestPicture.Random(50, 50), taken);
        Assert.Equal(4UL, header.Sequence);
        segment.Dispose(); // so that the Producer is the last one: a process that another test starts may hold our file a moment
        await producer.Enter();
    }

    private string Save(int width, int height)
    {
        string path = _place.PathOf($"{width}x{height}.png");
        PictureFile.Save(path, TestPicture.Random(width, height), overwrite: true);
        return path;
    }
}
