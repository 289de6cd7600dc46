using System.Globalization;
using System.Text.RegularExpressions;

namespace IpcTutorial.Tests.Docs;

/// <summary>Words about figures: what a page calls "half" or "three times as much" is compared to the figures that it shows.
/// A line before the paragraph, which readers do not see, says how: <c>&lt;!-- claim: A / B in 2..4 --&gt;</c>. A and B are cells
/// of its tables, <c>[row | column]</c>, or figures that stand in it, as <c>4.60 ms</c>.</summary>
public sealed partial class ClaimTests
{
    private static readonly string[] _pagesOfFigures = ["docs/16-how-fast.md", "docs/19-video.md", "docs/codec.md"];

    [Fact]
    public void Claims_are_true() => Problems.None(
        from page in Page.All
        from claim in ClaimPattern().Matches(page.Text)
        let ratio = Value(page, claim.Groups["a"].Value) / Value(page, claim.Groups["b"].Value)
        where !(ratio >= Number(claim.Groups["low"].Value) && ratio <= Number(claim.Groups["high"].Value))
        select $"{page}: {claim.Value}: it is {ratio:0.00}.");

    [Fact]
    public void Every_claim_is_read() => Problems.None(
        from page in Page.All
        let count = Regex.Count(page.Text, "^<!-- claim", RegexOptions.Multiline)
        where count != ClaimPattern().Count(page.Text)
        select $"{page}: one of {count} is not written as '<!-- claim: A / B in LOW..HIGH -->'.");

    [Fact]
    public void Where_figures_are_shown_no_comparison_is_without_its_claim() => Problems.None(
        from path in _pagesOfFigures
        from paragraph in CodePattern().Replace(Page.At(path).Text, "").Split("\n\n")
        from comparison in ComparisonPattern().Matches(paragraph)
        where !paragraph.TrimStart().StartsWith("<!-- claim", StringComparison.Ordinal)
        select $"{path}: '{comparison.Value}' in: {paragraph.Trim().Split('\n')[0]}");

    private static double Value(Page page, string text)
    {
        if (CellPattern().Match(text) is { Success: true } cell)
            text = Cell(page, cell.Groups["row"].Value, cell.Groups["column"].Value);
        else if (!Regex.IsMatch(ClaimPattern().Replace(page.Text, ""), $@"(?<![\d.,]){Regex.Escape(text)}(?!\w)"))
            throw new InvalidDataException($"{page} has no figure {text}.");

        Match figure = FigurePattern().Match(text);
        return Number(figure.Groups["number"].Value) * figure.Groups["unit"].Value switch
        {
            "ns" => 1e-9,
            "µs" => 1e-6,
            "ms" => 1e-3,
            _ => 1,
        };
    }

    private static string Cell(Page page, string row, string column) => (
        from table in page.Tables
        let place = Array.IndexOf(table[0], column)
        from cells in table
        where place >= 0 && cells[0] == row
        select cells[place]).FirstOrDefault() ?? throw new InvalidDataException($"{page} has no table with [{row} | {column}].");

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<!-- claim: (?<a>.+?) / (?<b>.+?) in (?<low>[\d.]+)\.\.(?<high>[\d.]+) -->")]
    private static partial Regex ClaimPattern();

    [GeneratedRegex(@"^\[(?<row>.+) \| (?<column>.+)\]$")]
    private static partial Regex CellPattern();

    [GeneratedRegex(@"^(?<number>[\d,.]+)(?: (?<unit>ns|µs|ms|s))?$")]
    private static partial Regex FigurePattern();

    [GeneratedRegex(@"\b(?:twice|(?:two|three|four|five|ten|several|many|hundred|\d+) times|less than half|half of|two thirds|a third|a quarter)\b")]
    private static partial Regex ComparisonPattern();

    [GeneratedRegex("^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodePattern();
}
