using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace IpcTutorial.Tests.Docs;

/// <summary>How <c>console</c> blocks are written, so that all of them are run, and as the page tells its reader.
/// </summary>
public sealed class ConsoleMarkupTests
{
    // A number, so that nobody adds one unnoticed.
    private const int NotRun = 8;

    private static readonly CodeBlock[] _blocks = [.. Page.All.SelectMany(page => page.CodeBlocks)];
    private static readonly CodeBlock[] _console = [.. _blocks.Where(block => block.IsConsole)];
    private static readonly CodeBlock[] _run = [.. _blocks.Where(block => block.IsRun)];
    private static readonly ConsoleStep[] _steps =
        [.. _run.GroupBy(block => block.Page).SelectMany(ConsoleStep.Parse)];

    [Fact]
    public void What_is_typed_into_a_shell_is_in_a_console_block() => None(_blocks.Where(block =>
        !block.IsConsole
        && (block.Language.ToLowerInvariant() is "console" or "bash" or "sh" or "shell" or "shell-session" or "zsh"
            || block.Lines.Any(line => line.StartsWith("$ ", StringComparison.Ordinal)))));

    [Fact]
    public void Attributes_are_known() => None(_console.Where(block =>
        block.NoAttributes != "" || !block.Attributes.All(attribute => attribute.Key switch
        {
            "terminal" => attribute.Value is [>= '1' and <= '9'],
            "exit" => byte.TryParse(attribute.Value, out _),
            "needs" or "full" => attribute.Value.Trim() != "",
            "not-run" => block.Attributes.Count == 1 && attribute.Value.Trim() != "",
            _ => false,
        })));

    [Fact]
    public void Few_blocks_are_not_run() => Assert.Equal(NotRun, _console.Count(block => block is { IsRun: false, IsLong: false }));

    [Fact]
    public void Blocks_are_not_indented() => None(_console.Where(block => block.Block.Column > 0));

    [Fact]
    public void The_paragraph_before_a_block_names_its_terminal() => None(_run.Where(block =>
        block.Attributes.TryGetValue("terminal", out string? number)
        && !Regex.IsMatch(ParagraphBefore(block), $"""\bterminal\s{number}\b""", RegexOptions.IgnoreCase)));

    [Fact]
    public void A_page_with_two_terminals_says_for_each_block_which() => None(_run
        .GroupBy(block => block.Page)
        .Where(page => page.Any(block => block.Attributes.GetValueOrDefault("terminal", "1") != "1"))
        .SelectMany(page => page.Where(block => !block.Attributes.ContainsKey("terminal"))));

    [Fact]
    public void A_command_that_keeps_running_shows_output_to_wait_for() => None(_steps
        .Where(step => step is { IsCommand: true, Ends: false } && step.Pattern.Matches([]))
        .Select(step => step.Block));

    [Fact]
    public void An_exit_code_is_that_of_a_command_which_ends_in_the_block() => None(_run
        .Where(block => block.Attributes.ContainsKey("exit"))
        .Except(_steps.Where(step => step.Ends).Select(step => step.Block)));

    internal static string ParagraphBefore(CodeBlock block)
    {
        ContainerBlock parent = block.Block.Parent!;
        int index = parent.IndexOf(block.Block);
        return index > 0 && parent[index - 1] is ParagraphBlock paragraph
            ? block.Page.Text[paragraph.Span.Start..(paragraph.Span.End + 1)]
            : "";
    }

    private static void None(IEnumerable<CodeBlock> wrong) =>
        Assert.True(!wrong.Any(), $"Not so: {string.Join(", ", wrong)}");
}
