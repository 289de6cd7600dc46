using CliWrap;
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
    public async Task Consumers_at_once_all_get_the_picture()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();

        ProgramResult result = await TutorialProgram.Run(
            Cli.Wrap("sh")
                .WithArguments(["-c", "for i in $(seq $N); do \"$C\" $i.png --key $K & done; wait; ls *.png | wc -l"])
                .WithWorkingDirectory(_place.Folder)
                .WithEnvironmentVariables(variables => variables.Set("N", $"{TestSize.Consumers}").Set("K", _place.Key)
                    .Set("C", TutorialProgram.PathOf("Consumer"))),
            patience: TimeSpan.FromMinutes(5));

        Assert.Equal("", result.Error);
        Assert.EndsWith($"{TestSize.Consumers}\n", result.Output);
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }
}
