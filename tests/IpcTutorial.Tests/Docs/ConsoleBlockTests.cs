using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>The terminals that the docs show: what is typed there is typed here, and has to give the same output.
/// </summary>
public sealed class ConsoleBlockTests
{
    public static TheoryData<string> Pages =>
        [.. Page.All.Where(page => page.CodeBlocks.Any(block => block.IsRun)).Select(page => page.Path)];

    public static TheoryData<string, string> BlocksWithNeeds =>
    [
        .. from page in Page.All
           from block in page.CodeBlocks
           where block.IsConsole && block.Attributes.ContainsKey("needs")
           select (block.ToString(), block.Attributes["needs"]),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_shows_is_what_a_reader_sees(string path)
    {
        var page = Page.At(path);
        await using var session = await ConsoleSession.Start(page);
        foreach (ConsoleStep step in ConsoleStep.Parse(
                     page.CodeBlocks.Where(block => block.IsRun && !block.Missing.Any())))
        {
            StepResult result = await session.Run(step);
            Assert.True(result.Problem is null, $"{result}");
        }

        await session.NothingIsLeft();
    }

    /// <summary>Says which blocks the test above leaves out.</summary>
    [Theory]
    [MemberData(nameof(BlocksWithNeeds))]
    public void What_a_block_needs_is_installed(string block, string needs)
    {
        string missing = string.Join(", ", needs.Split(' ').Where(name => !Requires.Has(name)));
        Requires.That(missing == "", $"{block} is not typed, as {missing} is not installed.");
    }
}
