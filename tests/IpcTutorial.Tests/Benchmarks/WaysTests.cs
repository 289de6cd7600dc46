using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Programs;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Benchmarks;

/// <summary>The program that compares the ways: all of them work, and it says what it was told wrong.</summary>
public sealed class WaysTests : IDisposable
{
    private readonly Workplace _place = new();

    public static TheoryData<string> Ways => [.. AllWays.List.Select(way => way.Name)];

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_way_hands_over_each_picture_that_was_sent(string way)
    {
        Requires.That(AllWays.Find(way).Single().Missing);

        ProgramResult result = await Run("--quick", "--ways", way, "--sizes", string.Join(',', TestSize.PicturesOfWays));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Figure[] figures = [.. FigureFile.Read(_place.Folder).Where(figure => figure.IsWay)];
        Assert.Equal(TestSize.PicturesOfWays.Length, figures.Length);
        Assert.All(figures, figure => Assert.Equal(way, figure.Way));
        Assert.All(figures, figure => Assert.True(figure.Low > 0 && figure.Low <= figure.Median && figure.Median <= figure.High));
        Assert.Contains(AllWays.Find(way).Single().Title, result.Output, StringComparison.Ordinal);
        Assert.Contains("</svg>", await File.ReadAllTextAsync(_place.PathOf("benchmarks.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_an_array_of_D_Bus_holds_takes_several_calls()
    {
        TestSize.RequireFull();
        Requires.That(AllWays.Find("dbus").Single().Missing);

        ProgramResult result = await Run("--quick", "--ways", "dbus", "--sizes", "4097x4096"); // 64 MiB and 16 KB

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Single(FigureFile.Read(_place.Folder), figure => figure.IsWay);
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

    [Fact]
    public async Task A_hand_over_of_a_segment_allocates_nothing()
    {
        ProgramResult result = await Run("--quick", "--ways", "segment,segment-in-place", "--sizes", "61x47");

        Assert.Equal(0, result.ExitCode);
        Assert.All(FigureFile.Read(_place.Folder), figure => Assert.Equal((0, 0), (figure.SenderBytes, figure.ReceiverBytes)));
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
