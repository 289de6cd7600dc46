using System.Text.RegularExpressions;

namespace IpcTutorial.Tests.Docs;

/// <summary>Output as the docs show it: <c>[..]</c> stands for anything in a line, a line <c>...</c> for any number of
/// lines, none included. Spaces at the end of a line do not count.</summary>
internal sealed class OutputPattern(IReadOnlyList<string> lines)
{
    internal const string AnyText = "[..]";
    internal const string AnyLines = "...";

    internal static bool LineMatches(string pattern, string line)
    {
        IEnumerable<string> texts = pattern.TrimEnd().Split(AnyText).Select(Regex.Escape);
        return Regex.IsMatch(line.TrimEnd(), $"""\A{string.Join(".*", texts)}\z""");
    }

    internal bool Matches(IReadOnlyList<string> output) => MatchingLengths(output).Contains(output.Count);

    /// <summary>How many lines at the beginning of the output it takes to match, if they are there.</summary>
    internal int? MatchBeginning(IReadOnlyList<string> output) =>
        MatchingLengths(output) is { Count: > 0 } lengths ? lengths.Min() : null;

    // All n for which the first n lines of the output match.
    private HashSet<int> MatchingLengths(IReadOnlyList<string> output)
    {
        HashSet<int> lengths = [0];
        foreach (string line in lines)
        {
            lengths = line == AnyLines
                ? [.. Enumerable.Range(0, output.Count + 1).Where(length => lengths.Any(least => length >= least))]
                : [.. lengths.Where(n => n < output.Count && LineMatches(line, output[n])).Select(n => n + 1)];
        }

        return lengths;
    }
}
