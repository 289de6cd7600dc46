using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>Copies the snippets from the source into the pages.</summary>
internal static class SnippetUpdate
{
    internal static void Run()
    {
        Snippet[] regions = [.. Snippets.Regions()];
        foreach (Page page in Page.ReadAll())
        {
            string text = Updated(page, regions);
            if (text != page.Text)
                File.WriteAllText(Path.Combine(TutorialProgram.Root, page.Path), text);
        }
    }

    private static string Updated(Page page, Snippet[] regions)
    {
        List<string> lines = [.. page.Text.Split('\n')];

        // From the last to the first, so that the places of the others stay.
        foreach ((CodeBlock block, string name) in Snippets.In(page).Reverse())
        {
            if (Snippets.Find(name, regions) is not { } snippet)
                continue; // a test tells

            lines.RemoveRange(block.Block.Line + 1, block.Lines.Count);
            lines.InsertRange(block.Block.Line + 1, snippet.Lines);
        }

        return string.Join('\n', lines);
    }
}
