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
    /// <param name="ways">The ways; what cannot be used here is left out, with a reason.</param>
    /// <param name="sizes">The sizes of the pictures.</param>
    /// <param name="rounds">How many turns each has.</param>
    /// <param name="isQuick">Whether a look is enough.</param>
    /// <param name="batches">Gets what is measured, also if this fails or is stopped.</param>
    /// <param name="stop">Ends it after the turn.</param>
    /// <exception cref="PairException">A pair has failed, or there is nothing to measure.</exception>
    internal static void Run(
        IWay[] ways, PictureSize[] sizes, int rounds, bool isQuick, List<Batch> batches, CancellationToken stop)
    {
        foreach (IWay way in ways.Where(way => way.Missing is not null))
            Console.WriteLine($"Left out: {way.Title}. {way.Missing}");
        (IWay Way, PictureSize Size)[] turns =
            [.. from size in sizes from way in ways where way.Missing is null select (way, size)];
        if (turns.Length == 0)
            throw new PairException("None of these ways can be used here.");

        // On a disk, where there is one: the temporary folder is in memory on many systems. Two containers that share it may
        // have processes of the same number.
        string folder = Path.Combine(
            Directory.Exists("/var/tmp") ? "/var/tmp" : Path.GetTempPath(), $"ipctutorial-benchmarks-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(folder);
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
