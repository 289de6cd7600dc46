using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Benchmarks;

/// <summary>One run of the program with all ways that this machine has, for all tests that look at its results.</summary>
public sealed class AllWaysRun : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(5);

    private readonly Workplace _place = new();
    private readonly Lazy<Task<ProgramResult>> _run;

    public AllWaysRun() => _run = new Lazy<Task<ProgramResult>>(() => TutorialProgram.Run(
        TutorialProgram.Command("tests/Benchmarks",
            "--quick", "--output", Folder, "--sizes", string.Join(',', TestSize.PicturesOfWays),
            "--ways", string.Join(',', AllWays.WithServers.Where(way => way.Missing is null).Select(way => way.Name))),
        _patience));

    /// <summary>Where it saves them.</summary>
    public string Folder => _place.Folder;

    public void Dispose() => _place.Dispose();

    /// <summary>How it ended.</summary>
    internal Task<ProgramResult> Result() => _run.Value;
}
