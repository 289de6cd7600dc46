using System.Diagnostics;
using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Programs;
using Spectre.Console;

namespace IpcTutorial.Benchmarks.Streams;

/// <summary>What a stream costs: how soon a reader that sleeps has a picture, how many get through, what waking many costs, and
/// what a reader costs that waits.</summary>
internal static class StreamBenchmarks
{
    private const string PlotName = "streams.svg";
    private const int Rounds = 5;

    private static readonly PictureSize[] _sizes = [new(4, 4), new(640, 400), new(1920, 1080), new(3840, 2160), new(7680, 4320)];
    private static readonly PictureSize _large = new(3840, 2160);
    private static readonly PictureSize _small = new(64, 64);

    internal static int Run(string folder, bool isQuick)
    {
        int count = isQuick ? 30 : 300;
        List<Plot.Line> lines = [.. HandOvers(count)];
        Throughput(count);
        Sleepers(count);
        Idle();
        FirstLap();
        File.WriteAllText(Path.Combine(folder, PlotName), Plot.Svg("From publishing a picture until a sleeping reader has it", lines));
        Console.WriteLine($"Saved {PlotName} in {folder}.");
        return ExitCode.Success;
    }

    private static IEnumerable<Plot.Line> HandOvers(int count)
    {
        Table table = Titled("Until a reader that sleeps has it", ["", .. _sizes.Select(size => $"{size.Width} × {size.Height}")]);
        double[] copies = [.. _sizes.Select(Copy)];
        (StreamWay Way, PictureSize Size)[] each =
            [.. from way in (StreamWay[])[StreamWay.Latest, StreamWay.Socket] from size in _sizes select (way, size)];

        // One after the other, and that several times: whatever else the machine does meets each of them.
        ILookup<(StreamWay, PictureSize), double> medians = Enumerable.Range(0, Rounds).SelectMany(_ => each).ToLookup(
            run => run, run => Median(Run(run.Way, run.Size, Math.Max(10, count / Rounds), 3, 1).Readers[0].Microseconds));
        double[] stream = [.. _sizes.Select(size => Median([.. medians[(StreamWay.Latest, size)]]))];
        double[] socket = [.. _sizes.Select(size => Median([.. medians[(StreamWay.Socket, size)]]))];
        (string Title, double[] Times)[] rows =
            [("One copy, inside a process", copies), ("Stream, in place", stream), ("Unix domain socket", socket)];
        foreach ((string title, double[] times) in rows)
            table.AddRow([title, .. times.Select(FigureText.Time)]);
        AnsiConsole.Write(table);
        return rows.Select(row => new Plot.Line(row.Title, row.Title != rows[0].Title,
            [.. _sizes.Zip(row.Times).Select(point => (point.First.ByteCount, point.Second))]));
    }

    private static void Throughput(int count)
    {
        Table table = Titled($"{_large}, each byte written and read", ["", "pictures a second", "processor a picture", "allocated a picture"]);
        (string Title, StreamWay Way)[] ways =
        [
            ("Stream, every picture", StreamWay.Every), ("Stream, the latest", StreamWay.Latest),
            ("One picture, copied out", StreamWay.Segment), ("Unix domain socket", StreamWay.Socket),
        ];

        // In rounds, for the same reason.
        ILookup<string, (StreamOutcome Writer, StreamOutcome Reader)> outcomes = Enumerable.Range(0, Rounds).SelectMany(_ => ways)
            .Select(way => (way.Title, Outcome: Run(way.Way, _large, count, 0, 1)))
            .ToLookup(run => run.Title, run => (run.Outcome.Writer, run.Outcome.Readers[0]));
        foreach (IGrouping<string, (StreamOutcome Writer, StreamOutcome Reader)> way in outcomes)
        {
            double rate = Median([.. way.Select(run => (run.Reader.Pictures - 1) / run.Reader.Seconds)]);
            double cpu = Median([.. way.Select(run =>
                (run.Writer.CpuMicroseconds / run.Writer.Pictures) + (run.Reader.CpuMicroseconds / run.Reader.Pictures))]);
            (StreamOutcome writer, StreamOutcome reader) = way.First();
            table.AddRow(way.Key, FigureText.Number(rate), FigureText.Time(cpu),
                $"{writer.AllocatedBytes / writer.Pictures:N0} + {reader.AllocatedBytes / reader.Pictures:N0} B");
        }

        AnsiConsole.Write(table);
    }

    private static void Sleepers(int count)
    {
        int[] readers = [0, 1, 4, 16];
        Table table = Titled("Publishing, with readers that sleep", ["", .. readers.Select(number => $"{number}")]);
        table.AddRow(["Stream", .. readers.Select(
            number => FigureText.Time(Median(Run(StreamWay.Latest, _small, count, 5, number).Writer.Microseconds)))]);
        AnsiConsole.Write(table);
    }

    // One picture in four seconds: all else that it does is to look, four times a second, whether its writer lives. The first
    // three are not counted: what it does has been compiled by then.
    private static void Idle()
    {
        StreamOutcome reader = Run(StreamWay.Latest, _small, 15, 4000, 1).Readers[0];
        Console.WriteLine($"  A reader that waits: {FigureText.Time(reader.CpuMicroseconds / reader.Seconds)} of processor a second.");
    }

    private static void FirstLap()
    {
        IReadOnlyList<double> pictures = FirstLapOf.Run(_large);
        Console.WriteLine($"  {_large}, writing: the first lap {FigureText.Time(pictures.Take(4).Average())} a picture, "
            + $"the ones after it {FigureText.Time(pictures.Skip(4).Average())}.");
    }

    private static (StreamOutcome Writer, StreamOutcome[] Readers) Run(StreamWay way, PictureSize size, int count, int pause, int readers)
    {
        string address = $"benchmarks-{Path.GetRandomFileName()}";
        string path = Path.Combine(Path.GetTempPath(), address);
        try
        {
            return StreamProcesses.Run(new StreamTask(way, size, count, pause, way == StreamWay.Socket ? path : address), readers);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double Copy(PictureSize size)
    {
        byte[] from = new byte[size.ByteCount], to = new byte[size.ByteCount];
        new Random(1).NextBytes(from);
        int each = (int)Math.Max(1, (1 << 20) / size.ByteCount);
        return Median([.. Enumerable.Range(0, 15).Select(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < each; i++)
                from.CopyTo(to, 0);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / each;
        })]);
    }

    private static double Median(IReadOnlyList<double> times) => times.Order().ElementAt(times.Count / 2);

    private static Table Titled(string title, IEnumerable<string> columns)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 120; // a file does not say how wide it is
        var table = new Table().Border(TableBorder.Simple).Title(title);
        foreach ((int index, string column) in columns.Index())
            table.AddColumn(index == 0 ? new TableColumn(column) : new TableColumn(column).RightAligned().NoWrap());
        return table;
    }
}
