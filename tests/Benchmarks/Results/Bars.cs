using System.Globalization;
using System.Security;
using System.Text;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>What some of the ways cost with pictures of one size: a bar for each, with its time.</summary>
internal static class Bars
{
    private const int Width = 760, Left = 240, Row = 34, Top = 52;

    private static readonly PictureSize _usual = new(3840, 2160);

    // One of each kind: who wants all of them looks at the plot.
    private static readonly string[] _ways =
        ["segment-in-place", "segment", "file", "unix-socket", "tcp", "dbus-descriptor", "anonymous-pipe"];

    private static readonly string _style = """
          <style>
            text { font: 14px system-ui, sans-serif; fill: #1f2328 }
            .head { font-weight: 600 }
            rect { fill: #8c959f } .shared { fill: #0969da } .panel { fill: #ffffff; stroke: #d1d9e0 }
            @media (prefers-color-scheme: dark) {
              text { fill: #f0f6fc }
              rect { fill: #656c76 } .shared { fill: #4493f8 } .panel { fill: #0d1117; stroke: #3d444d }
            }
          </style>
        """.ReplaceLineEndings("\n");

    /// <summary>The bars, as SVG: of 4K if that was measured, or else of the largest size.</summary>
    internal static string Svg(IReadOnlyList<Figure> figures)
    {
        PictureSize size = figures.Any(figure => figure.Size == _usual) ? _usual : figures.MaxBy(figure => figure.Size.ByteCount)!.Size;
        Figure[] shown = [.. figures.Where(figure => figure.Size == size && _ways.Contains(figure.Way)).OrderBy(figure => figure.Median)];
        int height = Top + (Row * shown.Length) + 12;
        double most = shown.Select(figure => figure.Median).DefaultIfEmpty(1).Max();
        string title = $"A picture of {size.Width} × {size.Height} pixels, until another process has it";
        var svg = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" role=\"img\">\n")
            .Append(CultureInfo.InvariantCulture, $"  <title>{title}</title>\n{_style}\n")
            .Append(CultureInfo.InvariantCulture,
                $"  <rect class=\"panel\" x=\"1\" y=\"1\" width=\"{Width - 2}\" height=\"{height - 2}\" rx=\"8\"/>\n")
            .Append(CultureInfo.InvariantCulture, $"  <text x=\"16\" y=\"32\" class=\"head\">{title}</text>\n");
        foreach ((int index, Figure figure) in shown.Index())
        {
            int y = Top + (Row * index);
            double length = Math.Max(2, (Width - Left - 100) * figure.Median / most);
            string kind = figure.Way.StartsWith("segment", StringComparison.Ordinal) ? "class=\"shared\" " : "";
            svg.Append(CultureInfo.InvariantCulture,
                $"  <text x=\"{Left - 10}\" y=\"{y + 17}\" text-anchor=\"end\">{SecurityElement.Escape(figure.Title)}</text>\n")
                .Append(CultureInfo.InvariantCulture, $"  <rect {kind}x=\"{Left}\" y=\"{y}\" width=\"{length:0.0}\" height=\"24\" rx=\"3\"/>\n")
                .Append(CultureInfo.InvariantCulture,
                    $"  <text x=\"{Left + length + 8:0.0}\" y=\"{y + 17}\">{FigureText.Time(figure.Median)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }
}
