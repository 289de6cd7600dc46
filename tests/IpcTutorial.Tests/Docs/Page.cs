using IpcTutorial.Tests.Programs;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Syntax;

namespace IpcTutorial.Tests.Docs;

/// <summary>A page of the docs, as Markdown: README.md, or a file in docs/.</summary>
internal sealed class Page
{
    // The dialect of the place where the docs are read: tables, and anchors of headings as GitHub makes them.
    private static readonly MarkdownPipeline _dialect = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UsePipeTables().UsePreciseSourceLocation().Build();

    internal Page(string path, string text)
    {
        Path = path;
        Text = text;
        Document = Markdown.Parse(Text, _dialect);
    }

    /// <summary>All pages as they are now, in the order in which they are read.</summary>
    public static IReadOnlyList<Page> All =>
    [
        Read("README.md"),
        .. Directory.GetFiles(System.IO.Path.Combine(TutorialProgram.Root, "docs"), "*.md")
            .Select(file => $"docs/{System.IO.Path.GetFileName(file)}").Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    /// <summary>Relative to the root of the repository, with '/'.</summary>
    public string Path { get; }

    public string Text { get; }

    public MarkdownDocument Document { get; }

    public IEnumerable<CodeBlock> CodeBlocks =>
        Document.Descendants<FencedCodeBlock>().Select(block => new CodeBlock(this, block));

    public override string ToString() => Path;

    private static Page Read(string path) =>
        new(path, File.ReadAllText(System.IO.Path.Combine(TutorialProgram.Root, path)));
}
