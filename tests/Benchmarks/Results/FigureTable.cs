using Spectre.Console;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>The results in a terminal: a table a size.</summary>
internal static class FigureTable
{
    private static readonly string[] _columns =
        ["median", "middle half", "copies", "GB/s", "processor", "allocated"];

    internal static void Print(IReadOnlyList<Figure> figures)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 120; // a file does not say how wide it is

        // In a terminal of 80 columns, where the names of the ways would break into three lines, what is allocated is in the file only.
        string[] columns = AnsiConsole.Profile.Width < 100 ? _columns[..^1] : _columns;
        foreach (IGrouping<PictureSize, Figure> size in figures.GroupBy(figure => figure.Size))
        {
            Table table = new Table().Border(TableBorder.Simple)
                .Title($"{size.Key}, {size.Key.ByteCount:N0} bytes")
                .AddColumn("");
            foreach (string title in columns)
                table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
            foreach (Figure figure in size)
            {
                string[] cells =
                [
                    FigureText.Time(figure.Median), FigureText.MiddleHalf(figure), FigureText.Number(figure.Copies),
                    FigureText.Number(figure.GigabytesPerSecond), FigureText.Processor(figure), FigureText.Allocated(figure),
                ];
                table.AddRow([figure.Title, .. cells.Take(columns.Length)]);
            }

            AnsiConsole.Write(table);
        }
    }
}
