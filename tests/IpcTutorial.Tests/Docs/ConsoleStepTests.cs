namespace IpcTutorial.Tests.Docs;

public sealed class ConsoleStepTests
{
    [Theory]
    [InlineData("$ echo a", "echo a\n", 4)]
    [InlineData("$ echo a \\\n> b", "echo a \\\nb\n", 5)]
    [InlineData("> photo.jpg", "photo.jpg\n", 4)]
    [InlineData("> ⏎", "\n", 4)]
    [InlineData("⏎", "\n", 4)]
    [InlineData("> ^C", "\x03", 4)]
    [InlineData("^C", "\x03", 4)]
    public void Input_is_typed_and_output_is_expected(string shown, string typed, int outputLine)
    {
        ConsoleStep step = Assert.Single(Steps($"Text.\n\n```console\n{shown}\none\n\n>\n```"));

        Assert.Equal(typed, step.Input);
        Assert.Equal(["one", "", ">"], step.Expected);
        Assert.Equal((3, outputLine), (step.Line, step.OutputLine));
        Assert.True(step.Ends);
    }

    [Fact]
    public void A_block_may_begin_with_output()
    {
        ConsoleStep[] steps = Steps("```console\none\n$ two\n```");

        Assert.Equal(["", "two\n"], steps.Select(step => step.Input));
        Assert.Equal(["one"], steps[0].Expected);
        Assert.Equal((1, 3), (steps[0].OutputLine, steps[1].OutputLine));
    }

    [Fact]
    public void A_command_ends_before_the_next_of_its_terminal()
    {
        ConsoleStep[] steps = Steps("```console terminal=1\n$ a\n```\n"
            + "```console terminal=2\n$ b\n$ c\n```\n```console terminal=1\n> x\n$ d\n```");

        Assert.Equal("$ a: False, $ b: True, $ c: True, > x: True, $ d: True",
            string.Join(", ", steps.Select(step => $"{step.Shown}: {step.Ends}")));
        Assert.True(steps[0].Pattern.Matches(["> "]));
        Assert.False(steps[0].Pattern.Matches([]));
    }

    [Theory]
    [InlineData("```console exit=3\n$ a\n$ b\n```", "0 3")]
    [InlineData("```console\n$ a\n$ echo $?\n3\n```", "any 0")]
    [InlineData("```console exit=3\n$ a\n$ b\n```\n```console exit=4\n> x\n```", "3 4")]
    [InlineData("```console exit=3\n$ a\n```\n```console\n$ echo $?\n```", "any 0")]
    public void Exit_codes_are_0_or_what_the_page_says(string page, string exitCodes) =>
        Assert.Equal(exitCodes, string.Join(' ',
            Steps(page).Where(step => step.Ends).Select(step => step.ExitCode?.ToString() ?? "any")));

    [Fact]
    public void Any_lines_of_a_running_program_go_on_into_the_next_step()
    {
        ConsoleStep[] steps = Steps("```console\n$ a\none\n...\n⏎\ntwo\n```");

        Assert.Equal(1, steps[0].Pattern.MatchBeginning(["one", "10%"]));
        Assert.True(steps[1].Pattern.Matches(["10%", "20%", "two"]));
    }

    private static ConsoleStep[] Steps(string markdown) =>
        [.. ConsoleStep.Parse(new Page("page.md", markdown).CodeBlocks)];
}
