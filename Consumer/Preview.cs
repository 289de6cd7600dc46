using Spectre.Console;

namespace IpcTutorial.Consumer;

/// <summary>Draws a picture in the terminal: two pixels a character cell, one above the other.</summary>
internal static class Preview
{
    // Where it does not go to a terminal, or to one that is larger still.
    private const int MaxColumns = 80;
    private const int MaxLines = 40;

    // From dark to bright, where the terminal has no colours or no such character, or the output goes to a file.
    private const string Greys = " .:-=+*#%@";

    internal static void Show(Picture picture) => AnsiConsole.Write(Draw(picture.Size, picture.Rgba));

    internal static Paragraph Draw(PictureSize size, ReadOnlySpan<byte> rgba)
    {
        // A cell is about twice as high as it is wide, so that half of one is a square.
        Profile terminal = AnsiConsole.Profile;
        int maxColumns = Math.Min(MaxColumns, terminal.Width);
        int maxRows = 2 * (terminal.Out.IsTerminal ? Math.Clamp(terminal.Height - 4, 8, MaxLines) : MaxLines);
        double scale = Math.Min(1, Math.Min(
            (double)maxColumns / size.Width, (double)maxRows / size.Height));
        int columns = Math.Max(1, (int)(scale * size.Width));
        int rows = Math.Max(1, (int)(scale * size.Height));
        bool hasColours = terminal.Capabilities is { Ansi: true, ColorSystem: not ColorSystem.NoColors }
            && Console.OutputEncoding.GetString(Console.OutputEncoding.GetBytes("▀")) == "▀";

        var drawing = new Paragraph();
        for (int row = 0; row < rows; row += 2)
        {
            for (int column = 0; column < columns; column++)
            {
                Color upper = Average(size, rgba, column, row, columns, rows);
                Color lower = row + 1 < rows ? Average(size, rgba, column, row + 1, columns, rows) : Color.Default;
                if (hasColours)
                    drawing.Append("▀", new Style(upper, lower));
                else
                    drawing.Append(Greys[(Brightness(upper) + Brightness(lower)) * (Greys.Length - 1) / 510].ToString());
            }

            drawing.Append("\n");
        }

        return drawing;
    }

    private static int Brightness(Color color) => ((299 * color.R) + (587 * color.G) + (114 * color.B)) / 1000;

    /// <summary>The mean colour, on black, of the part of the picture that one cell of a grid stands for.</summary>
    private static Color Average(PictureSize size, ReadOnlySpan<byte> rgba, int column, int row, int columns, int rows)
    {
        (int width, int height) = size;
        (int left, int right) = Part(column, columns, width);
        (int top, int bottom) = Part(row, rows, height);
        long red = 0, green = 0, blue = 0;
        for (int y = top; y < bottom; y++)
        {
            ReadOnlySpan<byte> line = rgba.Slice((int)(4L * y * width), 4 * width);
            for (int x = left; x < right; x++)
            {
                int alpha = line[(4 * x) + 3];
                red += line[4 * x] * alpha;
                green += line[(4 * x) + 1] * alpha;
                blue += line[(4 * x) + 2] * alpha;
            }
        }

        long count = 255L * (right - left) * (bottom - top);
        return new Color((byte)(red / count), (byte)(green / count), (byte)(blue / count));
    }

    private static (int From, int To) Part(int index, int count, int length) =>
        ((int)((long)index * length / count), (int)((index + 1L) * length / count));
}
