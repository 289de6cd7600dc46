using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>Cost against size, one line a way.</summary>
internal static class Plot
{
    private const double ShareOfLines = 0.74; // of the width: the rest is for their labels
    private const int MostLabels = 30; // that find room one above the other

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
            PlotAreaBorderThickness = new OxyThickness(1, 0, 0, 1),
        };
        OxyColor[] colours = [.. OxyPalettes.HueDistinct(Math.Max(2, lines.Count)).Colors.Select(colour => colour.ChangeIntensity(0.75))];
        foreach ((int index, Line line) in lines.Index())
        {
            var series = new LineSeries
            {
                Color = line.IsWay ? colours[index] : OxyColors.Gray,
                LineStyle = line.IsWay ? LineStyle.Solid : LineStyle.Dash,
                MarkerType = (MarkerType)(1 + (index % 4)), // for those who see no colours
                MarkerSize = 3,
            };
            series.Points.AddRange(line.Points.Select(point => new DataPoint(point.Bytes, point.Microseconds)));
            model.Series.Add(series);
        }

        AddLabels(model, lines);
        return new SvgExporter { Width = 960, Height = 560, UseVerticalTextAlignmentWorkaround = true }.ExportToString(model);
    }

    // At the end of each line, in its colour. Where lines end close together the labels are moved apart, and a thin line leads
    // from the end to its label.
    private static void AddLabels(PlotModel model, IReadOnlyList<Line> lines)
    {
        double[] times = [.. lines.SelectMany(line => line.Points).Select(point => point.Microseconds)];
        double distance = Math.Log10(times.Max() / times.Min()) / MostLabels;
        double right = lines.Max(line => line.Points[^1].Bytes) * 1.6;
        (Line Line, OxyColor Colour)[] byEnd =
        [
            .. lines.Zip(model.Series.OfType<LineSeries>(), (line, series) => (line, series.Color))
                .OrderBy(pair => pair.line.Points[^1].Microseconds),
        ];
        double[] places = [.. byEnd.Select(pair => Math.Log10(pair.Line.Points[^1].Microseconds))];
        Spread(places, distance);
        model.Axes.Single(axis => axis.Position == AxisPosition.Left).Maximum = Math.Pow(10, places[^1] + distance);
        foreach ((int index, (Line line, OxyColor colour)) in byEnd.Index())
        {
            var end = new DataPoint(line.Points[^1].Bytes, line.Points[^1].Microseconds);
            var place = new DataPoint(right, Math.Pow(10, places[index]));
            var leader = new PolylineAnnotation
            {
                Color = colour,
                StrokeThickness = 0.6,
                LineStyle = LineStyle.Solid,
                ClipByXAxis = false,
                ClipByYAxis = false,
            };
            leader.Points.AddRange([end, place]);
            model.Annotations.Add(leader);
            model.Annotations.Add(new TextAnnotation
            {
                Text = line.Title,
                TextColor = colour,
                TextPosition = place,
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                StrokeThickness = 0,
                ClipByXAxis = false,
                ClipByYAxis = false,
            });
        }
    }

    // Moves neighbours that are too close apart by the same amount, until none is.
    private static void Spread(double[] places, double distance)
    {
        for (bool isMoved = true; isMoved;)
        {
            isMoved = false;
            for (int i = 1; i < places.Length; i++)
            {
                double lack = distance - (places[i] - places[i - 1]);
                if (lack < 1e-3)
                    continue;

                places[i - 1] -= lack / 2;
                places[i] += lack / 2;
                isMoved = true;
            }
        }
    }

    private static LogarithmicAxis Axis(AxisPosition position, string title, Func<double, string> label) => new()
    {
        Position = position,
        EndPosition = position == AxisPosition.Bottom ? ShareOfLines : 1,
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
