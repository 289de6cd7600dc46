using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>What Windows does otherwise.</summary>
public sealed class WindowsTests : IDisposable
{
    private readonly Workplace _place = new();

    public WindowsTests() => Requires.Windows();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_killed_producer_leaves_nothing_behind()
    {
        await using (TutorialProgram killed = await _place.ReadyProducer())
            await killed.Kill();

        Assert.False(_place.SegmentExists);
        ProgramResult clean = await TutorialProgram.Run("Consumer", "clean");
        Assert.Equal((0, "Nothing was left behind."), (clean.ExitCode, clean.Output.Trim()));
        Assert.Equal((int)SegmentError.NotSupported, (await TutorialProgram.Run("Consumer", "list")).ExitCode);
    }

    [Fact]
    public async Task A_larger_picture_finds_no_place_while_a_reader_stays()
    {
        PictureFile.Save(_place.PathOf("larger.png"), TestPicture.Random(900, 900), overwrite: false);
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram reader = await _place.Worker("attach", "attached");

        producer.Type(_place.PathOf("larger.png"));
        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));
        ProgramResult result = await producer.Enter();

        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        Assert.Contains("a larger picture must wait", result.Error, StringComparison.Ordinal);
        Assert.Contains("The picture in the segment is still the one before.", result.Error, StringComparison.Ordinal);
        await reader.Enter();
    }

    [Theory]
    [InlineData("Producer")]
    [InlineData("Consumer")]
    public async Task Qt_is_not_there(string program) =>
        Assert.Equal((int)SegmentError.NotSupported, (await TutorialProgram.Run(program, "--qt")).ExitCode);

    [Fact]
    public async Task An_output_that_another_program_has_open_is_named()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using var open = new FileStream(_place.PathOf("out.png"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--force");

        Assert.Equal(3, consumer.ExitCode);
        Assert.Contains("out.png' cannot be written: ", consumer.Error, StringComparison.Ordinal);
        Assert.Contains("Is it open in another program?", consumer.Error, StringComparison.Ordinal);
        await producer.Enter();
    }

    [Fact]
    public async Task A_path_may_be_long()
    {
        string folder = Directory.CreateDirectory(_place.PathOf(string.Join('/', Enumerable.Repeat(new string('d', 90), 3)))).FullName;
        File.Copy(SampleProducer.Picture, Path.Combine(folder, "long.png"));
        await using TutorialProgram producer = await _place.ReadyProducer(Path.Combine(folder, "long.png"));
        Assert.Equal(0, (await _place.Consumer(Path.Combine(folder, "out.png"))).ExitCode);
        await producer.Enter();
    }
}
