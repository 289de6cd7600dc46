using System.Text.RegularExpressions;
using IpcTutorial.Tests.Programs;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace IpcTutorial.Tests.Docs;

/// <summary>The docs use, or tell of, each option that the help texts list.</summary>
public sealed partial class OptionTests
{
    [Theory]
    [InlineData("Producer")]
    [InlineData("Consumer")]
    [InlineData("tests/Benchmarks")]
    public async Task Every_option_is_mentioned(string program)
    {
        List<string> help = [(await TutorialProgram.Run(program, "--help")).Output];
        foreach (Match command in CommandPattern().Matches(help[0]))
            help.Add((await TutorialProgram.Run(program, command.Groups[1].Value, "--help")).Output);
        foreach (Match group in GroupPattern().Matches(help[0]))
            help.Add((await TutorialProgram.Run(program, group.Groups[1].Value, "--help")).Output);
        string[] options =
            [.. help.SelectMany(text => OptionPattern().Matches(text)).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(options);

        Problems.None(
            from option in options.Except(Mentioned())
            where option != "--version"
            select $"{program}: no page mentions {option}, in `code` or in a line that is typed ($ …).");
    }

    private static IEnumerable<string> Mentioned() =>
        from page in Page.All
        let code = page.Document.Descendants<CodeInline>().Select(code => code.Content)
        let typed = page.CodeBlocks.SelectMany(block => block.Lines)
            .Where(line => line.StartsWith("$ ", StringComparison.Ordinal))
        from text in code.Concat(typed)
        from word in text.Split(' ')
        select word;

    [GeneratedRegex("^  ([a-z]+)  ", RegexOptions.Multiline)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"(--[a-z-]+)\s\(")]
    private static partial Regex GroupPattern();

    [GeneratedRegex("^  (--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionPattern();
}
