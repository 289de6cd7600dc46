using System.Text.RegularExpressions;

namespace IpcTutorial.Tests.Docs;

/// <summary>The chapters, as the contents list them: their order, their length, and the way from one to the next.</summary>
public sealed partial class ChapterTests
{
    private const string Contents = "docs/README.md";
    private const int MaxLines = 260;

    private static readonly Page[] _chapters = [.. Page.All.Where(page => ChapterPattern().IsMatch(page.Path))];

    [Fact]
    public void The_contents_list_them_in_their_order() => Assert.Equal(
        _chapters.Select(TitleOf),
        ContentsPattern().Matches(Page.At(Contents).Text).Select(match => $"{match.Groups["number"]}. {match.Groups["title"]}"));

    [Fact]
    public void They_are_short() => Problems.None(
        from chapter in _chapters
        let lines = chapter.Text.Count(character => character == '\n')
        where lines > MaxLines
        select $"{chapter} has {lines} lines.");

    [Fact]
    public void Each_page_leads_to_the_contents_and_each_chapter_to_the_ones_beside_it() => Problems.None(
        from page in Page.All
        where page.Path is not ("README.md" or Contents)
        let expected = Navigation(page)
        where !page.Text.EndsWith($"\n\n{expected}\n", StringComparison.Ordinal)
        select $"{page} must end with: {expected}");

    [Fact]
    public void Where_a_link_gives_the_number_of_a_chapter_it_leads_there() => Problems.None(
        from page in Page.All
        from link in LinkPattern().Matches(page.Text)
        where link.Groups["number"].Value.TrimStart('0') != link.Groups["target"].Value.TrimStart('0')
        select $"{page}: {link.Value.ReplaceLineEndings(" ")}");

    private static string Navigation(Page page)
    {
        int index = Array.IndexOf(_chapters, page);
        string?[] links =
        [
            index > 0 ? $"[← {WithoutNumber(_chapters[index - 1])}]({Path.GetFileName(_chapters[index - 1].Path)})" : null,
            "[Contents](README.md)",
            index >= 0 && index + 1 < _chapters.Length
                ? $"[{WithoutNumber(_chapters[index + 1])} →]({Path.GetFileName(_chapters[index + 1].Path)})" : null,
        ];
        return string.Join(" · ", links.Where(link => link is not null));
    }

    private static string TitleOf(Page page) => page.Text.Split('\n')[0][2..];

    private static string WithoutNumber(Page page) =>
        TitleOf(page)[(TitleOf(page).IndexOf(". ", StringComparison.Ordinal) + 2)..];

    [GeneratedRegex(@"^docs/\d\d-")]
    private static partial Regex ChapterPattern();

    [GeneratedRegex(@"^\| (?<number>\d+) \| \[(?<title>[^\]]+)\]\(\d\d-", RegexOptions.Multiline)]
    private static partial Regex ContentsPattern();

    [GeneratedRegex(@"\[(?:[Cc]hapter\s+)?(?<number>\d+)\]\((?:[./]*docs/)?(?<target>\d\d)-")]
    private static partial Regex LinkPattern();
}
