using System.Globalization;

namespace IpcTutorial.Tests.Docs;

/// <summary>Something typed in a terminal, as a <c>console</c> block shows it, and the output up to the next input.
/// </summary>
internal sealed class ConsoleStep
{
    private readonly List<string> _expected = [];

    private ConsoleStep(CodeBlock block, int line, string shown)
    {
        Block = block;
        Line = line;
        Shown = shown;
    }

    public CodeBlock Block { get; }

    /// <summary>Its first line in the page, from 0.</summary>
    public int Line { get; }

    /// <summary>The first line of the input as the page shows it, empty if nothing is typed: what a program still
    /// running prints by then.</summary>
    public string Shown { get; }

    /// <summary>What is typed.</summary>
    public string Input { get; private set; } = "";

    /// <summary>The first line of the output in the page, from 0.</summary>
    public int OutputLine { get; private set; }

    /// <summary>The output as the page shows it.</summary>
    public IReadOnlyList<string> Expected => _expected;

    /// <summary>The step before it in its terminal.</summary>
    public ConsoleStep? Previous { get; private set; }

    /// <summary>The step after it in its terminal.</summary>
    public ConsoleStep? Next { get; private set; }

    public int Terminal => int.Parse(Block.Attributes.GetValueOrDefault("terminal", "1"), CultureInfo.InvariantCulture);

    public bool IsCommand => Shown.StartsWith("$ ", StringComparison.Ordinal);

    /// <summary>Typed at the prompt of the running program.</summary>
    public bool IsAtPrompt => Shown.StartsWith("> ", StringComparison.Ordinal);

    /// <summary>The command ends in this step: the next input is for the shell, or there is none.</summary>
    public bool Ends => Next is null or { IsCommand: true };

    /// <summary>The exit code with which it has to end; <see langword="null"/> if the page shows it itself.</summary>
    public int? ExitCode =>
        Next?.Shown == "$ echo $?" ? null
        : EndsLaterInBlock ? 0
        : int.Parse(Block.Attributes.GetValueOrDefault("exit", "0"), CultureInfo.InvariantCulture);

    private bool EndsLaterInBlock => Next is not null && Next.Block == Block && (Next.Ends || Next.EndsLaterInBlock);

    public OutputPattern Pattern => new(PatternLines);

    // "..." at the end of the output of a running program goes on into the next step: how much of it had come when
    // that was typed is chance. And the prompt at which the next input is typed stands in front of that input.
    private List<string> PatternLines
    {
        get
        {
            List<string> lines = [.. _expected];
            if (Previous is { Ends: false, PatternLines: [.., OutputPattern.AnyLines] })
                lines.Insert(0, OutputPattern.AnyLines);
            if (Next is { IsAtPrompt: true } && _expected is not [.., ">"])
                lines.Add(">");
            return lines;
        }
    }

    /// <summary>The steps of the blocks of one page, in their order.</summary>
    public static IReadOnlyList<ConsoleStep> Parse(IEnumerable<CodeBlock> blocks)
    {
        ConsoleStep[] steps = [.. blocks.SelectMany(Parse)];
        foreach (IGrouping<int, ConsoleStep> terminal in steps.GroupBy(step => step.Terminal))
        {
            foreach ((ConsoleStep step, ConsoleStep next) in terminal.Zip(terminal.Skip(1)))
                (step.Next, next.Previous) = (next, step);
        }

        return steps;
    }

    public override string ToString() => $"{Block.Page}:{Line + 1}: {(Shown == "" ? "(output goes on)" : Shown)}";

    private static List<ConsoleStep> Parse(CodeBlock block)
    {
        List<ConsoleStep> steps = [];
        for (int i = 0; i < block.Lines.Count; i++)
        {
            string line = block.Lines[i].TrimEnd();
            int pageLine = block.Block.Line + 1 + i;
            string? input = InputOf(line);
            if (input is not null || steps.Count == 0)
                steps.Add(new ConsoleStep(block, pageLine, input is null ? "" : line) { OutputLine = pageLine });

            ConsoleStep step = steps[^1];
            if (input is null)
            {
                step._expected.Add(line);
                continue;
            }

            while (step.IsCommand && input.EndsWith("\\\n", StringComparison.Ordinal)
                   && i + 1 < block.Lines.Count && block.Lines[i + 1] is ['>', ' ', .. string more])
            {
                input += more.TrimEnd() + "\n";
                i++;
            }

            step.Input = input;
            step.OutputLine = block.Block.Line + 2 + i;
        }

        return steps;
    }

    private static string? InputOf(string line) => line switch
    {
        "⏎" or "> ⏎" => "\n",
        "^C" or "> ^C" => "\x03",
        ['$' or '>', ' ', .. string text] => text + "\n",
        _ => null,
    };
}
