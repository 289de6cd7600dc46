namespace IpcTutorial.Tests.Docs;

public sealed class OutputUpdateTests
{
    [Theory]
    [InlineData("old", "new", "new")]
    [InlineData("", "new", "new")]
    [InlineData("old", "", "")]
    [InlineData("a[..]", "a1", "a[..]")]
    [InlineData("a[..]|b[..]|old", "a1|b2|new", "a[..]|b[..]|new")]
    [InlineData("a[..]|b[..]", "b2", "b[..]")]
    [InlineData("a|...|b|old", "a|1|2|b|new", "a|...|b|new")]
    [InlineData("old|...", "new|1|2", "new|1|2")]
    [InlineData("a|...|b", "a|1|c", "a|1|c")]
    [InlineData("...|a|old", "1|2|a|new", "...|a|new")]
    [InlineData("old|a|...", "new|a|1", "new|a|...")]
    public void Old_patterns_stay_where_they_still_match(string old, string actual, string updated)
    {
        ConsoleStep step = ConsoleStep.Parse(new Page("page.md", Text(old)).CodeBlocks).Single();
        var result = new StepResult(step, Lines(actual), "");

        Assert.Equal(Text(updated), OutputUpdate.Apply(Text(old), [result]));
    }

    [Fact]
    public void Nothing_else_in_the_page_changes()
    {
        const string Page = "# T  \r\n```console\n$ a\n> b\nold\n```\n\n\tend\n```console\nold\n\n>\n```";
        ConsoleStep[] steps = [.. ConsoleStep.Parse(new Page("page.md", Page).CodeBlocks)];
        StepResult[] results =
        [
            new(steps[0], ["1", "2", "> "], ""), new(steps[1], ["3"], ""), new(steps[2], ["4", "", "> "], ""),
        ];

        Assert.Equal("# T  \r\n```console\n$ a\n1\n2\n> b\n3\n```\n\n\tend\n```console\n4\n\n>\n```",
            OutputUpdate.Apply(Page, results));
    }

    private static string Text(string output) =>
        string.Join('\n', ["Text.", "", "```console", "$ a", .. Lines(output), "```", ""]);

    private static string[] Lines(string output) => output == "" ? [] : output.Split('|');
}
