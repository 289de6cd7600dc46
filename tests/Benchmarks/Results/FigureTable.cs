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
        foreach (IGrouping<PictureSize, Figure> size in figures.GroupBy(figure => figure.Size))
        {
            Table table = new Table().Border(TableBorder.Simple)
                .Title($"{size.Key}, {size.Key.ByteCount:N0} bytes")
                .AddColumn(new TableColumn("").NoWrap());
            foreach (string title in _columns)
                table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
            table.Columns[^1].NoWrap = false; // which gives way in a narrow terminal
            foreach (Figure figure in size)
            {
                table.AddRow(figure.Title, FigureText.Time(figure.Median), FigureText.MiddleHalf(figure),
                    FigureText.Number(figure.Copies), FigureText.Number(figure.GigabytesPerSecond),
                    FigureText.Processor(figure), FigureText.Allocated(figure));
            }

            AnsiConsole.Write(table);
        }
    }
}
