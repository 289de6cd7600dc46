using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using IpcTutorial.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>docs/settings.md has each setting, with its names, its default and its range.</summary>
public sealed partial class SettingsPageTests
{
    private readonly Page _page = Page.At("docs/settings.md");

    private IReadOnlyList<string[]> Rows => _page.Table("setting", "default", "variable", "option", "range");

    [Fact]
    public void The_table_has_all_settings()
    {
        using var file = JsonDocument.Parse(Repository.Read("Shared/Programs/appsettings.json"),
            new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        IEnumerable<string> expected = TutorialSettings.Options.Select(setting =>
            $"| `{setting.Key}` | `{file.RootElement.GetProperty(setting.Key)}` "
            + $"| `{TutorialSettings.EnvironmentPrefix}{setting.Key.ToUpperInvariant()}` | `{setting.Value}` |");

        // Of an option only its name: that of its value is for the reader.
        Problems.NoneInTable(_page, expected: expected,
            rows: Rows.Select(row => $"| {row[0]} | {row[1]} | {row[2]} | {ValuePattern().Replace(row[3], "`")} |"));
    }

    [Fact]
    public void The_ranges_are_those_that_are_checked() => Problems.None(
        from row in Rows
        let setting = row[0].Trim('`')
        where setting != "Key" // whose range is prose
        let range = row[4].Split(" to ").Select(end => decimal.Parse(end, CultureInfo.InvariantCulture)).ToArray()
        from value in new[] { range[0] - 1, range[0], range[1], range[1] + 1 }
        let isInside = value >= range[0] && value <= range[1]
        where Accepts(setting, value) != isInside
        select $"{setting}: {value} is {(isInside ? "refused" : "accepted")}, and the page says: {row[4]}.");

    private static bool Accepts(string setting, decimal value)
    {
        try
        {
            string text = value.ToString(CultureInfo.InvariantCulture);
            TutorialSettings.Load([KeyValuePair.Create<string, string?>(setting, text)]);
            return true;
        }
        catch (SettingsException)
        {
            return false;
        }
    }

    [GeneratedRegex(" [A-Z]+`$")]
    private static partial Regex ValuePattern();
}
