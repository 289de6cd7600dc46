using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>Cost against size, one line a way.</summary>
internal static class Plot
{
    /// <summary>The plot of the ways, as SVG.</summary>
    internal static string Svg(IReadOnlyList<Figure> figures) => Svg("Handing a picture to another process",
        [.. figures.Where(figure => figure.Way != Figure.Checksum).GroupBy(figure => figure.Title).Select(way => new Line(
            way.Key, way.First().IsWay, [.. way.Select(figure => (figure.Size.ByteCount, figure.Median))]))]);

    /// <summary>A plot of times against sizes. Both axes are logarithmic: the sizes go from 64 bytes to more than 100 MB.
    /// </summary>
    internal static string Svg(string title, IReadOnlyList<Line> lines)
    {
        var model = new PlotModel
        {
            Title = title,
            DefaultFont = "sans-serif",
            Background = OxyColors.White, // to be seen on dark pages too
            Padding = new OxyThickness(20, 10, 10, 15),
            Axes =
            {
                Axis(AxisPosition.Bottom, "size of the picture", Bytes),
                Axis(AxisPosition.Left, "median time until it can be used", FigureText.RoundTime),
            },
            Legends =
            {
                new Legend
                {
                    LegendPlacement = LegendPlacement.Outside,
                    LegendPosition = LegendPosition.RightTop,
                    LegendLineSpacing = 4,
                },
            },
        };
        IList<OxyColor> colours = OxyPalettes.HueDistinct(Math.Max(2, lines.Count)).Colors;
        foreach ((int index, Line line) in lines.Index())
        {
            var series = new LineSeries
            {
                Title = line.Title.PadRight(52, '\u00A0'), // without fonts, texts are taken for shorter than they are
                Color = line.IsWay ? colours[index] : OxyColors.Gray,
                LineStyle = line.IsWay ? LineStyle.Solid : LineStyle.Dash,
                MarkerType = (MarkerType)(1 + (index % 4)), // for those who see no colours
                MarkerSize = 3,
            };
            series.Points.AddRange(line.Points.Select(point => new DataPoint(point.Bytes, point.Microseconds)));
            model.Series.Add(series);
        }

        return new SvgExporter { Width = 960, Height = 560, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
    }

    private static LogarithmicAxis Axis(AxisPosition position, string title, Func<double, string> label) => new()
    {
        Position = position,
        Title = title,
        AxisTitleDistance = position == AxisPosition.Left ? 22 : 8,
        LabelFormatter = label,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = OxyColors.LightGray,
    };

    private static string Bytes(double bytes) =>
        bytes < 1e3 ? $"{bytes:0} B" : bytes < 1e6 ? $"{bytes / 1e3:0} KB" : $"{bytes / 1e6:0} MB";

    /// <summary>A line of a plot.</summary>
    /// <param name="Title">What it is of.</param>
    /// <param name="IsWay">Whether it is one of a way, and not one to compare with.</param>
    /// <param name="Points">Sizes and times.</param>
    internal sealed record Line(string Title, bool IsWay, (long Bytes, double Microseconds)[] Points);
}
