using System.Text.RegularExpressions;
using IpcTutorial.Tests.Programs;
using Markdig.Syntax;

namespace IpcTutorial.Tests.Docs;

/// <summary>A fenced block of a page: <c>```language name=value name="a value"</c>. GitHub shows the language only.
/// </summary>
internal sealed partial class CodeBlock
{
    internal CodeBlock(Page page, FencedCodeBlock block)
    {
        Page = page;
        Block = block;
        Language = block.Info ?? "";
        Attributes = AttributePattern().Matches(block.Arguments ?? "")
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Trim('"'));
        NoAttributes = AttributePattern().Replace(block.Arguments ?? "", "").Trim();
        Lines = [.. Enumerable.Range(0, block.Lines.Count).Select(i => block.Lines.Lines[i].Slice.ToString())];
    }

    public Page Page { get; }

    /// <summary>Where it stands in the page.</summary>
    public FencedCodeBlock Block { get; }

    public string Language { get; }

    public IReadOnlyDictionary<string, string> Attributes { get; }

    /// <summary>What stands among the attributes and is none.</summary>
    public string NoAttributes { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Shows what is typed into a terminal, and what comes of it.</summary>
    public bool IsConsole => Language == "console";

    /// <summary>The same, run by <see cref="ConsoleBlockTests"/>.</summary>
    public bool IsRun => IsConsole && !Attributes.ContainsKey("not-run") && (TestSize.IsFull || !IsLong);

    /// <summary>Where the reader saves it, if it is a program to write.</summary>
    public string? File => Attributes.GetValueOrDefault("file");

    /// <summary>Typed in the full size of the tests only.</summary>
    public bool IsLong => Attributes.ContainsKey("full");

    /// <summary>The programs and libraries that it needs and this machine has not.</summary>
    public IEnumerable<string> Missing =>
        Attributes.GetValueOrDefault("needs", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => !Requires.Has(name));

    /// <summary>Page and line of the fence.</summary>
    public override string ToString() => $"{Page}:{Block.Line + 1}";

    [GeneratedRegex("""([a-z-]+)=("[^"]*"|[^\s"]+)""")]
    private static partial Regex AttributePattern();
}
