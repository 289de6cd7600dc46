using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>Where no file can be locked, nobody can be counted.</summary>
public sealed class NoFileLocksTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    // .NET takes a lock that it cannot have for one that it need not have.
    [Fact]
    public async Task Creating_is_NotSupported_and_leaves_nothing()
    {
        Tools.RequireCompiler();
        string library = await Tools.BuildPreload("no_locks");

        ProgramResult producer = await TutorialProgram.Run(TutorialProgram.Command("Producer", "--key", _place.Key)
            .WithEnvironmentVariables(variables => variables.Set("LD_PRELOAD", library)));

        Assert.Equal((int)SegmentError.NotSupported, producer.ExitCode);
        Assert.Contains("is on a file system without file locks", producer.Error, StringComparison.Ordinal);
        Assert.False(_place.SegmentExists);
    }
}
