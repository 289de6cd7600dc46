using Spectre.Console;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>The results in a terminal: a table a size.</summary>
internal static class FigureTable
{
    private static readonly (string Title, Func<Figure, string> Text)[] _columns =
    [
        ("median", figure => FigureText.Time(figure.Median)),
        ("middle half", FigureText.MiddleHalf),
        ("copies", figure => FigureText.Number(figure.Copies)),
        ("GB/s", figure => FigureText.Number(figure.GigabytesPerSecond)),
        ("processor", FigureText.Processor),
        ("allocated", FigureText.Allocated),
    ];

    internal static void Print(IReadOnlyList<Figure> figures)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 120; // a file does not say how wide it is

        // In a terminal of 80 columns the names of the ways would break into three lines: what is allocated is in the file.
        (string Title, Func<Figure, string> Text)[] columns = AnsiConsole.Profile.Width < 100 ? _columns[..^1] : _columns;
        foreach (IGrouping<PictureSize, Figure> size in figures.GroupBy(figure => figure.Size))
        {
            Table table = new Table().Border(TableBorder.Simple)
                .Title($"{size.Key}, {size.Key.ByteCount:N0} bytes")
                .AddColumn("");
            foreach ((string title, _) in columns)
                table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
            foreach (Figure figure in size)
                table.AddRow([figure.Title, .. columns.Select(column => column.Text(figure))]);

            AnsiConsole.Write(table);
        }
    }
}
