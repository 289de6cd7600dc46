using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>The terminals that the docs show: what is typed there is typed here, and has to give the same output.
/// </summary>
[Collection(nameof(Alone))]
public sealed class ConsoleBlockTests
{
    public static TheoryData<string> Pages =>
        [.. Page.All.Where(page => page.CodeBlocks.Any(block => block.IsRun)).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_shows_is_what_a_reader_sees(string path)
    {
        await using var session = new ConsoleSession();
        Page page = Page.All.Single(page => page.Path == path);
        foreach (ConsoleStep step in ConsoleStep.Parse(page.CodeBlocks.Where(block => block.IsRun)))
        {
            StepResult result = await session.Run(step);
            Assert.True(result.Problem is null, $"{result}");
        }

        await session.NothingIsLeft();
    }
}
