using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Programs;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Benchmarks;

/// <summary>The program that compares the ways: all of them work, and it says what it was told wrong.</summary>
public sealed class WaysTests(AllWaysRun ways) : IClassFixture<AllWaysRun>, IDisposable
{
    private readonly Workplace _place = new();

    public static TheoryData<string> Ways => [.. AllWays.WithServers.Select(way => way.Name)];

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_way_hands_over_each_picture_that_was_sent(string way)
    {
        Requires.That(AllWays.Find(way).Single().Missing);

        ProgramResult result = await ways.Result();

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Figure[] figures = [.. FigureFile.Read(ways.Folder).Where(figure => figure.Way == way)];
        Assert.Equal(TestSize.PicturesOfWays, figures.Select(figure => $"{figure.Width}x{figure.Height}"));
        Assert.All(figures, figure => Assert.True(figure.Low > 0 && figure.Low <= figure.Median && figure.Median <= figure.High));
        Assert.Contains(AllWays.Find(way).Single().Title, result.Output, StringComparison.Ordinal);
        Assert.Contains("</svg>", await File.ReadAllTextAsync(Path.Combine(ways.Folder, "benchmarks.svg")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("segment")]
    [InlineData("segment-in-place")]
    public async Task A_hand_over_of_a_segment_allocates_nothing(string way)
    {
        await ways.Result();

        Figure[] figures = [.. FigureFile.Read(ways.Folder).Where(figure => figure.Way == way)];
        Assert.NotEmpty(figures);
        Assert.All(figures, figure => Assert.Equal((0, 0), (figure.SenderBytes, figure.ReceiverBytes)));
    }

    // Both ends in this process, and once: the daemon takes seconds for so much.
    [Fact]
    public async Task More_than_an_array_of_D_Bus_holds_takes_several_calls()
    {
        TestSize.RequireFull();
        IWay way = AllWays.Find("dbus").Single();
        Requires.That(way.Missing);
        Picture sent = TestPicture.Random(4097, 4096); // 64 MiB and 16 KB
        byte[] received = new byte[sent.Rgba.Length];
        using ISender sender = way.Open(_place.Folder, sent.Size);
        using IReceiver receiver = way.Connect(sender.Address, sent.Size);
        sender.Accept();

        await Task.WhenAll(Task.Run(() => sender.Send(sent)), Task.Run(() => receiver.Receive(received)))
            .WaitAsync(TimeSpan.FromMinutes(5));

        Assert.True(sent.Rgba.AsSpan().SequenceEqual(received), "It is not the picture that was sent.");
    }

    [Fact]
    public async Task What_cannot_be_measured_leaves_the_results_alone()
    {
        Requires.Linux();
        await File.WriteAllTextAsync(_place.PathOf("benchmarks.csv"), "mine");

        ProgramResult result = await TutorialProgram.Run(
            CliWrap.Cli.Wrap(TutorialProgram.PathOf("tests/Benchmarks")).WithArguments(["--ways", "dbus"])
                .WithWorkingDirectory(_place.Folder)
                .WithEnvironmentVariables(variables => variables.Set("PATH", _place.Folder)));

        Assert.Equal((ExitCode.Unexpected, "mine"), (result.ExitCode, await File.ReadAllTextAsync(_place.PathOf("benchmarks.csv"))));
        Assert.Contains("There is no dbus-daemon in the PATH", result.Output, StringComparison.Ordinal);
        Assert.Contains("None of these ways can be used here.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ways has 'pigeon'", "--ways", "tcp,pigeon")]
    [InlineData("--sizes has '0x4'", "--sizes", "0x4")]
    [InlineData("--sizes has '100000x100000'", "--sizes", "4x4,100000x100000")]
    [InlineData("--rounds must be a number from 1 to 1000.", "--rounds", "0")]
    [InlineData("nowhere", "--output", "nowhere")]
    public async Task A_wrong_command_line_is_explained(string message, params string[] arguments)
    {
        ProgramResult result = await Run(arguments);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private Task<ProgramResult> Run(params string[] arguments) =>
        TutorialProgram.Run(TutorialProgram.Command("tests/Benchmarks", arguments).WithWorkingDirectory(_place.Folder));
}
