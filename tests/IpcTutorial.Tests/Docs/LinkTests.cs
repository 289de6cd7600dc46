using System.Text.RegularExpressions;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IpcTutorial.Tests.Docs;

/// <summary>Where the links of the docs lead.</summary>
public sealed partial class LinkTests
{
    private const string FirstPage = "README.md";
    private const string Contents = "docs/README.md";

    private static readonly string[] _html = ["br", "details", "summary"];
    private readonly Link[] _links = [.. Page.All.SelectMany(Link.In)];

    [Fact]
    public void Links_within_the_repository_lead_to_files_and_folders() => Problems.None(
        from link in _links
        where !link.IsExternal && !Repository.Paths.Contains(link.Target)
        select $"{link}: the repository has no {link.Target}.");

    [Fact]
    public void Anchors_name_one_heading_each() => Problems.None(
        from link in _links
        where !link.IsExternal && link.Anchor is not null
        let headings = Page.All.Where(page => page.Path == link.Target).SelectMany(page => page.Anchors).ToArray()
        let count = headings.Count(anchor => anchor == link.Anchor)
        where count != 1
        select $"{link}: {count} headings of {link.Target} have this anchor. It has: {string.Join(", ", headings)}.");

    [Fact]
    public void Links_to_other_places_are_https() => Problems.None(
        from link in _links
        where link.IsExternal && !link.Url.StartsWith("https://", StringComparison.Ordinal)
        select $"{link}: not https.");

    [Fact]
    public void Links_and_images_are_not_written_in_html() => Problems.None(
        from page in Page.All
        from part in page.Document.Descendants().Where(part => part is HtmlBlock or HtmlInline)
        from Match tag in TagPattern().Matches(page.SourceOf(part))
        where !_html.Contains(tag.Groups[1].Value)
        select $"{page}:{part.Line + 1}: {tag.Value}: write it in Markdown. Allowed are: {string.Join(", ", _html)}.");

    [Fact]
    public void Every_page_can_be_reached()
    {
        Assert.True(Leads(FirstPage, Contents), $"{FirstPage} has no link to {Contents}.");

        HashSet<string> reached = [FirstPage, Contents];
        var next = new Queue<string>([Contents]);
        while (next.TryDequeue(out string? from))
        {
            foreach (Page page in Page.All.Where(page => Leads(from, page.Path) && reached.Add(page.Path)))
                next.Enqueue(page.Path);
        }

        Problems.None(
            from page in Page.All
            where !reached.Contains(page.Path)
            select $"{page} cannot be reached by links from {Contents}.");
    }

    private bool Leads(string from, string to) =>
        _links.Any(link => link.Page.Path == from && !link.IsExternal && link.Target == to);

    [GeneratedRegex("</?([a-zA-Z0-9-]+)[^>]*>?")]
    private static partial Regex TagPattern();
}
