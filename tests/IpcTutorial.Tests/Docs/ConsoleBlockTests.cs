using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>The terminals that the docs show: what is typed there is typed here, and has to give the same output. Each page
/// has a machine of its own, so one half of them is typed beside the other.</summary>
public abstract class ConsoleBlockTests
{
    internal static IReadOnlyList<Page> Pages { get; } =
        [.. Page.All.Where(page => page.CodeBlocks.Any(block => block.IsRun))];

    /// <summary>Every other page, from the first or from the second one.</summary>
    protected static TheoryData<string> PagesFrom(int first) =>
        [.. Pages.Where((_, index) => index % 2 == first).Select(page => page.Path)];

    /// <summary>Types what a page shows.</summary>
    protected static async Task Type(string path)
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
}

public sealed class FirstConsoleBlockTests : ConsoleBlockTests
{
    public static TheoryData<string> Half => PagesFrom(0);

    [Theory]
    [MemberData(nameof(Half))]
    public Task What_a_page_shows_is_what_a_reader_sees(string path) => Type(path);
}

public sealed class SecondConsoleBlockTests : ConsoleBlockTests
{
    public static TheoryData<string> Half => PagesFrom(1);

    public static TheoryData<string, string> BlocksWithNeeds =>
    [
        .. from page in Page.All
           from block in page.CodeBlocks
           where block.IsConsole && block.Attributes.ContainsKey("needs")
           select (block.ToString(), block.Attributes["needs"]),
    ];

    [Theory]
    [MemberData(nameof(Half))]
    public Task What_a_page_shows_is_what_a_reader_sees(string path) => Type(path);

    /// <summary>Says which blocks are left out.</summary>
    [Theory]
    [MemberData(nameof(BlocksWithNeeds))]
    public void What_a_block_needs_is_installed(string block, string needs)
    {
        string missing = string.Join(", ", needs.Split(' ').Where(name => !Requires.Has(name)));
        Requires.That(missing == "", $"{block} is not typed, as {missing} is not installed.");
    }
}
