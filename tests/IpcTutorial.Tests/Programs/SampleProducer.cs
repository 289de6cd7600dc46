[assembly: AssemblyFixture(typeof(IpcTutorial.Tests.Programs.SampleProducer))]

namespace IpcTutorial.Tests.Programs;

/// <summary>A Producer that has the sample in its segment until the tests end: for all that only read it.</summary>
public sealed class SampleProducer : IAsyncDisposable
{
    private readonly Workplace _place = new();
    private readonly Lazy<Task<TutorialProgram>> _program;

    public SampleProducer() => _program = new Lazy<Task<TutorialProgram>>(() => _place.ReadyProducer());

    public string Key => _place.Key;

    public string SegmentPath => _place.SegmentPath;

    public static string Picture { get; } = Path.Combine(TutorialProgram.FolderOf("Producer"), "sample.png");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_program.IsValueCreated)
            {
                await using TutorialProgram program = await _program.Value;
                ProgramResult result = await program.Enter();
                Assert.Equal((0, ""), (result.ExitCode, result.Error));
            }
        }
        finally
        {
            _place.Dispose();
        }
    }

    /// <summary>The program itself. Neither type nor send a signal.</summary>
    internal Task<TutorialProgram> Program() => _program.Value;

    /// <summary>The CRC-32 that it prints.</summary>
    internal async Task<string> Checksum() => (await Program()).Output.Split("CRC-32 ")[1][..8];

    /// <summary>Runs a Consumer of its key.</summary>
    internal async Task<ProgramResult> Consumer(params string[] arguments)
    {
        await Program();
        return await TutorialProgram.Run("Consumer", [.. arguments, "--key", Key]);
    }
}
