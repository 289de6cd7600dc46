namespace IpcTutorial.Tests.Docs;

/// <summary>Brings the output that a page shows up to date.</summary>
internal static class OutputUpdate
{
    /// <summary>The text of a page with the output as it was. Where that matches, nothing changes.</summary>
    internal static string Apply(string text, IEnumerable<StepResult> results)
    {
        List<string> lines = [.. text.Split('\n')];

        // From the last to the first, so that the line numbers of those to come stay true.
        foreach (StepResult result in results.OrderByDescending(result => result.Step.OutputLine))
        {
            if (result.Step.Pattern.Matches(result.Actual))
                continue;

            lines.RemoveRange(result.Step.OutputLine, result.Step.Expected.Count);
            lines.InsertRange(result.Step.OutputLine, Merge(result.Step.Expected, Shown(result)));
        }

        return string.Join('\n', lines);
    }

    // Without the prompt at which the next line of the block is typed.
    private static List<string> Shown(StepResult result)
    {
        string[] lines = [.. result.Actual.Select(line => line.TrimEnd())];
        bool hasInput = result.Step.Next is { IsAtPrompt: true } next && next.Block == result.Step.Block;
        return [.. hasInput && lines is [.. var before, ">"] ? before : lines];
    }

    // Keeps [..] in a line that still matches, and ... between lines that still match.
    private static List<string> Merge(IReadOnlyList<string> old, List<string> lines)
    {
        int from = 0;
        for (int i = 0; i < old.Count; i++)
        {
            if (old[i] != OutputPattern.AnyLines)
            {
                int match = Find(old[i]);
                if (match >= 0)
                {
                    lines[match] = old[i];
                    from = match + 1;
                }
            }
            else if (i == 0 || (from > 0 && lines[from - 1] == old[i - 1]))
            {
                int end = i + 1 == old.Count ? lines.Count : Find(old[i + 1]);
                if (end >= 0)
                {
                    lines.RemoveRange(from, end - from);
                    lines.Insert(from++, OutputPattern.AnyLines);
                }
            }
        }

        return lines;

        int Find(string pattern) => lines.FindIndex(from, line => OutputPattern.LineMatches(pattern, line));
    }
}
