using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>Cost against size, one line a way.</summary>
internal static class Plot
{
    /// <summary>The plot, as SVG. Both axes are logarithmic: the sizes go from 64 bytes to more than 100 MB.</summary>
    internal static string Svg(IReadOnlyList<Figure> figures)
    {
        var model = new PlotModel
        {
            Title = "Handing a picture to another process",
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
        IGrouping<string, Figure>[] lines =
            [.. figures.Where(figure => figure.Way != Figure.Checksum).GroupBy(figure => figure.Title)];
        IList<OxyColor> colours = OxyPalettes.HueDistinct(Math.Max(2, lines.Length)).Colors;
        foreach ((int index, IGrouping<string, Figure> line) in lines.Index())
        {
            bool isWay = line.First().IsWay;
            var series = new LineSeries
            {
                Title = line.Key.PadRight(52, '\u00A0'), // without fonts, texts are taken for shorter than they are
                Color = isWay ? colours[index] : OxyColors.Gray,
                LineStyle = isWay ? LineStyle.Solid : LineStyle.Dash,
                MarkerType = (MarkerType)(1 + (index % 4)), // for those who see no colours
                MarkerSize = 3,
            };
            series.Points.AddRange(line.Select(figure => new DataPoint(figure.Size.ByteCount, figure.Median)));
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
}
