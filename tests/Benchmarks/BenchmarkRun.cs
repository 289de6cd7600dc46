using IpcTutorial.Benchmarks.Pairs;
using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Benchmarks.Ways;
using Spectre.Console;

namespace IpcTutorial.Benchmarks;

/// <summary>Lets each way have its turn with each size, in several rounds: what disturbs the machine for a while disturbs
/// all of them.</summary>
internal static class BenchmarkRun
{
    // So many bytes a turn, in as many hand-overs as that makes.
    private const long UsualBytes = 300_000_000;
    private const long QuickBytes = 50_000_000;

    /// <summary>Measures, and shows how far it is.</summary>
    /// <returns>What was measured before <paramref name="stop"/> was cancelled.</returns>
    internal static IReadOnlyList<Batch> Run(
        IWay[] ways, PictureSize[] sizes, int rounds, bool isQuick, CancellationToken stop)
    {
        foreach (IWay way in ways.Where(way => way.Missing is not null))
            Console.WriteLine($"Left out: {way.Title}. {way.Missing}");
        (IWay Way, PictureSize Size)[] turns =
            [.. from size in sizes from way in ways where way.Missing is null select (way, size)];
        string folder = Directory.CreateTempSubdirectory("ipctutorial-benchmarks-").FullName;
        List<Batch> batches = [];
        try
        {
            AnsiConsole.Progress().Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(progress =>
                {
                    ProgressTask task = progress.AddTask("Measuring", maxValue: rounds * turns.Length);
                    for (int i = 0; i < rounds * turns.Length && !stop.IsCancellationRequested; i++)
                    {
                        (IWay way, PictureSize size) = turns[i % turns.Length];
                        task.Description = $"{way.Name}, {size.Width} × {size.Height}";
                        batches.Add(Pair.Run(new Assignment(
                            way, size, HandOvers(size, isQuick), Path.Combine(folder, "pair"))));
                        task.Increment(1);
                    }

                    task.Description = "Measured";
                });
            return batches;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int HandOvers(PictureSize size, bool isQuick) => isQuick
        ? (int)Math.Clamp(QuickBytes / size.ByteCount, 3, 20)
        : (int)Math.Clamp(UsualBytes / size.ByteCount, 7, 200);
}
