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
        CodeBlock[] blocks = [.. Page.All.Single(page => page.Path == path).CodeBlocks.Where(block => block.IsRun)];
        foreach (ConsoleStep step in ConsoleStep.Parse(blocks.Where(block => !block.MissingPrograms.Any())))
        {
            StepResult result = await session.Run(step);
            Assert.True(result.Problem is null, $"{result}");
        }

        await session.NothingIsLeft();
        foreach (CodeBlock block in blocks)
        {
            Requires.That(!block.MissingPrograms.Any(),
                $"{block} was not typed: {string.Join(", ", block.MissingPrograms)} is not installed.");
        }
    }
}
