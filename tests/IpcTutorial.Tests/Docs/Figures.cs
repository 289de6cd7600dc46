using System.Text.RegularExpressions;
using IpcTutorial.Benchmarks.Results;

namespace IpcTutorial.Tests.Docs;

/// <summary>The measured figures in the docs: tables that follow a line <c>&lt;!-- figures: … --&gt;</c>, which readers do
/// not see.</summary>
internal static partial class Figures
{
    /// <summary>The measurement that the docs show.</summary>
    public static IReadOnlyList<Figure> Measured { get; } =
        FigureFile.Read(Path.Combine(Programs.TutorialProgram.Root, "docs"));

    /// <summary>The tables of a page: what they show, where they begin and end in its lines, and their lines.</summary>
    public static IEnumerable<(string What, Range Place, string[] Lines)> In(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (MarkerPattern().Match(lines[i]) is not { Success: true } marker)
                continue;

            int start = i + 2; // after an empty line
            int end = start;
            while (end < lines.Length && lines[end].StartsWith('|'))
                end++;
            yield return (marker.Groups[1].Value, start..end, lines[Math.Min(start, lines.Length)..end]);
        }
    }

    /// <summary>Writes the tables of the measurement into a page.</summary>
    public static string Updated(string text)
    {
        List<string> lines = [.. text.Split('\n')];

        // From the last to the first, so that the places of the others stay.
        foreach ((string what, Range place, _) in In(text).Reverse())
        {
            (int start, int length) = place.GetOffsetAndLength(lines.Count);
            lines.RemoveRange(start, length);
            lines.InsertRange(start, FigureMarkdown.Table(what, Measured));
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex("^<!-- figures: (\\S+) -->$")]
    private static partial Regex MarkerPattern();
}
