namespace IpcTutorial.Tests.Docs;

/// <summary>What came of a step.</summary>
/// <param name="Step">What was typed.</param>
/// <param name="Actual">What the terminal showed then.</param>
/// <param name="Problem">Why it is not what the page shows; <see langword="null"/> if it is.</param>
internal sealed record StepResult(ConsoleStep Step, IReadOnlyList<string> Actual, string? Problem)
{
    public override string ToString() =>
        $"""
        {Step}
        {Problem}
        Expected:
        {Indented(Step.Expected)}
        Actual:
        {Indented(Actual)}
        """;

    private static string Indented(IReadOnlyList<string> lines) =>
        lines.Count == 0 ? "    (nothing)" : string.Join('\n', lines.Select(line => $"    {line}".TrimEnd()));
}
