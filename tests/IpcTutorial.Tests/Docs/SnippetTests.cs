namespace IpcTutorial.Tests.Docs;

/// <summary>The code in the docs is that of the source.</summary>
public sealed class SnippetTests
{
    // Blocks of C# that are no part of the source and no program to write, and give their reason: not-compiled="…".
    private const int NotCompiled = 0;

    private readonly Snippet[] _regions = [.. Snippets.Regions()];
    private readonly (CodeBlock Block, string Name)[] _shown = [.. Page.All.SelectMany(Snippets.In)];

    [Fact]
    public void Snippets_are_parts_of_the_source() => Problems.None(
        from shown in _shown
        let snippet = Snippets.Find(shown.Name, _regions)
        where snippet is null || !snippet.Lines.SequenceEqual(shown.Block.Lines)
        select snippet is null
            ? $"{shown.Block}: there is no '// docs: {shown.Name}' in the source, and no such file."
            : $"""
            {shown.Block}: '{shown.Name}' differs from {snippet.File}. The page has:
            {string.Join("\n", shown.Block.Lines)}
            The source has (copied by: dotnet run --project tests/IpcTutorial.Tests -- -explicit only):
            {string.Join("\n", snippet.Lines)}
            """);

    [Fact]
    public void Every_region_is_shown() => Problems.None(
        from region in _regions
        where !_shown.Any(shown => shown.Name == region.Name)
        select $"{region.File}: no page shows '// docs: {region.Name}'.");

    [Fact]
    public void Names_of_regions_are_unique() => Problems.None(
        from region in _regions
        group region.File by region.Name into files
        where files.Count() > 1
        select $"'// docs: {files.Key}' stands in {string.Join(" and in ", files)}.");

    [Fact]
    public void A_page_links_to_the_files_of_its_snippets() => Problems.None(
        from shown in _shown
        let file = Snippets.Find(shown.Name, _regions)?.File
        where file is not null && !Link.In(shown.Block.Page).Any(link => link.Target == file)
        select $"{shown.Block}: the page shows a part of {file}, and has no link to it.");

    [Fact]
    public void Snippets_are_not_indented() => Problems.None(
        from shown in _shown
        where shown.Block.Block.Column > 0
        select $"{shown.Block}: '{shown.Name}' is indented, or inside of something.");

    [Fact]
    public void Programs_to_write_are_run_and_the_paragraph_before_each_names_its_file() => Problems.None(
        from page in Page.All
        from block in page.CodeBlocks
        where block.File is not null
        let isRun = page.CodeBlocks.Any(other => (other.IsRun || other.IsLong)
            && other.Lines.Any(line => line.StartsWith($"$ dotnet run {block.File}", StringComparison.Ordinal)))
        where !isRun || !ConsoleMarkupTests.ParagraphBefore(block).Contains($"`{block.File}`", StringComparison.Ordinal)
        select $"{block}: {block.File} is {(isRun ? "not named before it" : "not run on this page")}.");

    [Fact]
    public void Code_that_is_not_compiled_is_counted()
    {
        CodeBlock[] others = [.. Page.All.SelectMany(page => page.CodeBlocks)
            .Where(block => block.Language is "csharp" or "cs" or "c#" && !block.Attributes.ContainsKey("snippet") && block.File is null)];
        Problems.None(
            from block in others
            where !block.Attributes.ContainsKey("not-compiled")
            select $"{block}: show a part of the source (snippet=…) or a program to write (file=…), or give a reason (not-compiled=\"…\").");
        Assert.True(others.Length == NotCompiled, $"{others.Length}, and not {NotCompiled}, blocks are not compiled: "
            + $"{string.Join(", ", others.AsEnumerable())}.");
    }
}
