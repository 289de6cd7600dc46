using IpcTutorial.Benchmarks.Pairs;
using IpcTutorial.Benchmarks.Ways;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>From what the pairs have measured to the rows of the results.</summary>
internal static class Evaluation
{
    /// <summary>The rows: by size, and then in the order of the ways.</summary>
    internal static IReadOnlyList<Figure> Of(IReadOnlyList<Batch> batches) =>
    [
        .. from batch in batches
           group batch by new PictureSize(batch.Width, batch.Height) into size
           orderby size.Key.ByteCount
           from figure in OfSize([.. size])
           select figure,
    ];

    private static IEnumerable<Figure> OfSize(Batch[] batches) =>
    [
        Row(Figure.Copy, "One copy, inside a process", batches, batch => batch.Copies),
        Row(Figure.Checksum, "CRC-32, inside a process", batches, batch => batch.Checksums),
        .. from way in AllWays.WithServers
           let own = batches.Where(batch => batch.Way == way.Name).ToArray()
           where own.Length > 0
           select WithCosts(Row(way.Name, way.Title, own, batch => batch.HandOvers), own),
    ];

    private static Figure Row(
        string way, string title, Batch[] batches, Func<Batch, IReadOnlyList<double>> timesOf)
    {
        double[] times = [.. batches.SelectMany(timesOf)];

        // Each pair by its own copies: what slows the machine down for a while slows both.
        double[] copies = [.. batches.Select(batch => Quantile(timesOf(batch), 0.5) / Quantile(batch.Copies, 0.5))];
        return new Figure(way, title, batches[0].Width, batches[0].Height, times.Length,
            Quantile(times, 0.5), Quantile(times, 0.25), Quantile(times, 0.75), Quantile(copies, 0.5), 0, 0, 0, 0, 0);
    }

    private static Figure WithCosts(Figure figure, Batch[] batches)
    {
        Cost sender = Sum(batches, batch => batch.Sender);
        Cost receiver = Sum(batches, batch => batch.Receiver);
        return figure with
        {
            SenderCpu = sender.CpuMicroseconds / figure.Count,
            ReceiverCpu = receiver.CpuMicroseconds / figure.Count,
            BetweenCpu = Sum(batches, batch => batch.Between).CpuMicroseconds / figure.Count,
            SenderBytes = sender.AllocatedBytes / figure.Count,
            ReceiverBytes = receiver.AllocatedBytes / figure.Count,
        };
    }

    private static Cost Sum(Batch[] batches, Func<Batch, Cost> costOf) =>
        batches.Select(costOf).Aggregate((a, b) => a + b);

    // Between two values, in proportion.
    private static double Quantile(IReadOnlyList<double> values, double part)
    {
        double[] sorted = [.. values.Order()];
        double position = part * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return double.Lerp(sorted[below], sorted[above], position - below);
    }
}
