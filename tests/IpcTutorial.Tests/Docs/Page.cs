using IpcTutorial.Tests.Programs;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IpcTutorial.Tests.Docs;

/// <summary>A page of the docs, as Markdown: README.md, or a file in docs/.</summary>
internal sealed class Page
{
    // The dialect of the place where the docs are read: tables, and addresses in the text that become links.
    private static readonly MarkdownPipeline _dialect =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UsePreciseSourceLocation().Build();

    internal Page(string path, string text)
    {
        Path = path;
        Text = text;
        Document = Markdown.Parse(Text, _dialect);
    }

    /// <summary>All pages, in the order in which they are read.</summary>
    public static IReadOnlyList<Page> All { get; } = ReadAll();

    /// <summary>Relative to the root of the repository, with '/'.</summary>
    public string Path { get; }

    public string Text { get; }

    public MarkdownDocument Document { get; }

    public IEnumerable<CodeBlock> CodeBlocks =>
        Document.Descendants<FencedCodeBlock>().Select(block => new CodeBlock(this, block));

    /// <summary>The anchors of the headings as GitHub makes them, without the number that it adds to the second of two
    /// equal ones: what links to that changes its meaning with the order of the headings.</summary>
    public IEnumerable<string> Anchors =>
        Document.Descendants<HeadingBlock>().Select(heading => LinkHelper.UrilizeAsGfm(TextOf(heading)));

    /// <summary>All pages, as they are in this moment.</summary>
    public static IReadOnlyList<Page> ReadAll() =>
    [
        Read("README.md"),
        .. Directory.GetFiles(System.IO.Path.Combine(TutorialProgram.Root, "docs"), "*.md")
            .Select(file => $"docs/{System.IO.Path.GetFileName(file)}").Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    public static Page At(string path) =>
        All.SingleOrDefault(page => page.Path == path) ?? throw new FileNotFoundException($"There is no page {path}.");

    /// <summary>The tables: the Markdown of each cell.</summary>
    public IEnumerable<string[][]> Tables => Document.Descendants<Table>().Select(table => table.OfType<TableRow>()
        .Select(row => row.OfType<TableCell>().Select(cell => SourceOf(cell).Trim()).ToArray()).ToArray());

    /// <summary>The rows of the table with this header.</summary>
    public IReadOnlyList<string[]> Table(params string[] header) =>
        Tables.SingleOrDefault(rows => rows[0].SequenceEqual(header)) is { } found
            ? found[1..]
            : throw new InvalidDataException($"{Path} has no table | {string.Join(" | ", header)} |.");

    /// <summary>The Markdown of a part of the page.</summary>
    public string SourceOf(MarkdownObject part) =>
        part.Span.IsEmpty ? "" : Text.Substring(part.Span.Start, part.Span.Length);

    public override string ToString() => Path;

    private static Page Read(string path) =>
        new(path, File.ReadAllText(System.IO.Path.Combine(TutorialProgram.Root, path)));

    private static string TextOf(HeadingBlock heading) =>
        string.Concat(heading.Inline!.Descendants().Select(part => part switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            HtmlEntityInline entity => entity.Transcoded.ToString(),
            _ => "",
        }));
}
