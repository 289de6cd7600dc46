using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>Not tests: they rewrite the docs where those show code, and what the programs do:
/// <c>dotnet run --project tests/IpcTutorial.Tests -- -explicit only</c>.</summary>
public sealed class UpdateDocs
{
    [Fact(Explicit = true)]
    public void Snippets() => SnippetUpdate.Run();

    [Fact(Explicit = true)]
    public void Tables_of_figures()
    {
        foreach (Page page in Page.ReadAll())
        {
            string text = Figures.Updated(page.Text);
            if (text != page.Text)
                File.WriteAllText(Path.Combine(TutorialProgram.Root, page.Path), text);
        }
    }

    [Fact(Explicit = true)]
    public void Drawings_of_figures()
    {
        string docs = Path.Combine(TutorialProgram.Root, "docs");
        File.WriteAllText(Path.Combine(docs, "benchmarks.svg"), Plot.Svg(Figures.Measured));
        File.WriteAllText(Path.Combine(docs, "bars.svg"), Bars.Svg(Figures.Measured));
    }

    public static TheoryData<string> Pages => [.. ConsoleBlockTests.Pages.Select(page => page.Path)];

    [Theory(Explicit = true)]
    [MemberData(nameof(Pages))]
    public async Task Console_blocks(string path)
    {
        var page = Page.At(path);
        await using var session = await ConsoleSession.Start(page, isUpdate: true);
        List<StepResult> results = [];
        foreach (ConsoleStep step in ConsoleStep.Parse(
                     page.CodeBlocks.Where(block => block.IsRun && !block.Missing.Any())))
            results.Add(await session.Run(step));

        string text = OutputUpdate.Apply(page.Text, results);
        if (text != page.Text)
            await File.WriteAllTextAsync(Path.Combine(TutorialProgram.Root, page.Path), text);
    }
}
