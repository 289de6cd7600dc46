using System.Globalization;
using System.Text.RegularExpressions;

namespace IpcTutorial.Tests.Docs;

/// <summary>What a terminal shows of what was written to it, as far as the tutorial's programs use a terminal: later
/// text overwrites earlier where '\r' or "cursor up" has moved the cursor; colours are left out.</summary>
internal static partial class Screen
{
    /// <summary>All rows down to that of the cursor, which may be unfinished.</summary>
    internal static IReadOnlyList<string> Render(string output)
    {
        List<string> rows = [""];
        int row = 0;
        int column = 0;
        foreach (Match piece in PiecePattern().Matches(output))
        {
            if (piece.Groups["up"] is { Success: true } up)
            {
                row = Math.Max(0, row - (up.Length == 0 ? 1 : int.Parse(up.ValueSpan, CultureInfo.InvariantCulture)));
            }
            else if (piece.Value == "\r")
            {
                column = 0;
            }
            else if (piece.Value == "\n")
            {
                if (++row == rows.Count)
                    rows.Add("");
            }
            else if (piece.Groups["text"].Success)
            {
                string old = rows[row].PadRight(column + piece.Length);
                rows[row] = old[..column] + piece.Value + old[(column + piece.Length)..];
                column += piece.Length;
            }
        }

        return rows[..(row + 1)];
    }

    [GeneratedRegex("""\e\[(?<up>\d*)[AF]|\e\[[0-?]*[ -/]*[@-~]|\e\][^\a]*\a|\e[^\[\]]|\r|\n|(?<text>[^\e\r\n]+)""")]
    private static partial Regex PiecePattern();
}
