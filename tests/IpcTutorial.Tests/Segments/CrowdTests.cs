using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>So many processes at once that others would hardly get a processor: nothing runs beside.</summary>
[CollectionDefinition(nameof(CrowdTests), DisableParallelization = true)]
[Collection(nameof(CrowdTests))]
public sealed class CrowdTests : IDisposable
{
    private readonly Workplace _place = new();

    public CrowdTests() => Requires.Unix();

    public void Dispose() => _place.Dispose();

    // With the time limit that is usual: 5 seconds.
    [Fact]
    public async Task Consumers_at_once_all_get_the_picture_while_it_is_replaced()
    {
        int[] sides = [100, 400, 200, 800];
        foreach (int side in sides)
            PictureFile.Save(_place.PathOf($"{side}.png"), TestPicture.Random(side, side), overwrite: false);
        await using TutorialProgram producer = await _place.ReadyProducer(_place.PathOf("100.png"));

        Task<ProgramResult> consumers = Shell(
            "for i in $(seq $N); do \"$C\" out-$i.png --key $K & done; wait; ls out-*.png | wc -l", TestSize.Consumers);
        int replaced = 0;
        while (!consumers.IsCompleted)
        {
            producer.Type(_place.PathOf($"{sides[++replaced % sides.Length]}.png"));
            await producer.Line("Wrote the picture");
        }

        ProgramResult result = await consumers;
        Assert.Equal("", result.Error);
        Assert.EndsWith($"{TestSize.Consumers}\n", result.Output);
        ProgramResult end = await producer.Enter();
        Assert.Equal((0, ""), (end.ExitCode, end.Error));
        Assert.InRange(replaced, 2, int.MaxValue);
    }

    [Fact]
    public async Task Producers_at_once_each_have_a_segment_of_their_own()
    {
        ProgramResult result = await Shell(
            """for i in $(seq $N); do "$P" --demo --key $K-$i > $i.log 2>&1 || echo "$i: $(cat $i.log)" & done; wait""",
            TestSize.Producers);

        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(_place.SegmentPath)!, $"{Path.GetFileName(_place.SegmentPath)}*"));
    }

    private Task<ProgramResult> Shell(string script, int count) => TutorialProgram.Run(
        Cli.Wrap("sh").WithArguments(["-c", script])
            .WithWorkingDirectory(_place.Folder)
            .WithEnvironmentVariables(variables => variables.Set("N", $"{count}").Set("K", _place.Key)
                .Set("P", TutorialProgram.PathOf("Producer")).Set("C", TutorialProgram.PathOf("Consumer"))),
        patience: TimeSpan.FromMinutes(5));
}
