namespace IpcTutorial.Benchmarks.Results;

/// <summary>The results as tables for the docs.</summary>
internal static class FigureMarkdown
{
    /// <summary>A table.</summary>
    /// <param name="what"><c>times</c>: the median of each way and size; <c>copies</c>: the same as a multiple of one copy,
    /// for large pictures; or all there is of one size, such as <c>3840x2160</c>.</param>
    /// <param name="figures">The results.</param>
    /// <returns>Its lines; none if <paramref name="what"/> is unknown.</returns>
    internal static IReadOnlyList<string> Table(string what, IReadOnlyList<Figure> figures) => what switch
    {
        "times" => BySize(figures, figure => FigureText.Time(figure.Median)),
        "copies" => BySize(
            [.. figures.Where(figure => figure.IsWay && figure.Size.ByteCount > 1e6)], figure => FigureText.Number(figure.Copies)),
        _ => OfSize([.. figures.Where(figure => $"{figure.Width}x{figure.Height}" == what)]),
    };

    private static IReadOnlyList<string> BySize(IReadOnlyList<Figure> figures, Func<Figure, string> cell)
    {
        PictureSize[] sizes = [.. figures.Select(figure => figure.Size).Distinct()];
        return
        [
            Row(["", .. sizes.Select(size => $"{size.Width} × {size.Height}")]),
            Row(["---", .. sizes.Select(_ => "--:")]),
            .. figures.GroupBy(figure => figure.Title).Select(way => Row([way.Key, .. way.Select(cell)])),
        ];
    }

    private static IReadOnlyList<string> OfSize(Figure[] figures) => figures.Length == 0 ? [] :
    [
        Row(["", "median", "middle half", "copies", "GB/s", "processor", "allocated"]),
        Row(["---", "--:", "--:", "--:", "--:", "--:", "--:"]),
        .. figures.Select(figure => Row([figure.Title, FigureText.Time(figure.Median), FigureText.MiddleHalf(figure),
            FigureText.Number(figure.Copies), FigureText.Number(figure.GigabytesPerSecond), FigureText.Processor(figure),
            FigureText.Allocated(figure)])),
    ];

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
