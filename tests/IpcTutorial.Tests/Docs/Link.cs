using System.Text.RegularExpressions;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IpcTutorial.Tests.Docs;

/// <summary>A link or an image of a page.</summary>
internal sealed partial record Link(Page Page, int Line, string Url)
{
    /// <summary>Whether it leads to another place than the repository.</summary>
    public bool IsExternal => SchemePattern().IsMatch(Url);

    /// <summary>The file or folder that it leads to, relative to the root of the repository.</summary>
    public string Target => Url.Split('#')[0] is var path and not ""
        ? Repository.Resolve(Page.Path, Uri.UnescapeDataString(path))
        : Page.Path;

    /// <summary>The part after the <c>#</c>, where there is one.</summary>
    public string? Anchor => Url.Split('#') is [_, var anchor, ..] ? Uri.UnescapeDataString(anchor) : null;

    public static IEnumerable<Link> In(Page page) =>
    [
        .. page.Document.Descendants<LinkInline>().Select(link => new Link(page, link.Line, link.Url ?? "")),
        .. page.Document.Descendants<AutolinkInline>().Select(link => new Link(page, link.Line, link.Url)),
    ];

    public override string ToString() => $"{Page}:{Line + 1}: {Url}";

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9+.-]*:")]
    private static partial Regex SchemePattern();
}
