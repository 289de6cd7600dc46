namespace IpcTutorial.Programs;

/// <summary>How a program tells its user of a failure: what happened on one line, what to do on the next.</summary>
public static class Failure
{
    private const int MaxColumns = 100; // not more than a web page shows, where messages are pasted

    /// <summary>Writes it to standard error. No stack trace reaches the user.</summary>
    /// <param name="program">The program that met it: <c>Producer</c> or <c>Consumer</c>.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="key">The key of the segment that it was about, where there is one.</param>
    /// <param name="arguments">What the other program must be given to find the same segment.</param>
    /// <returns>The exit code.</returns>
    public static int Report(string program, Exception failure, SegmentKey? key = null, string arguments = "")
    {
        (int code, string message) = ExitCode.Of(failure);
        WriteLine($"{program}: {message.WithoutPasswords()}");
        string? who = failure is SegmentException e && key is not null ? Advice.Who(e, key) : null;
        string? advice = Advice.For(failure, program == "Producer", arguments);
        if (who is not null || advice is not null)
            WriteLine(string.Join(' ', new[] { who, advice }.Where(text => text is not null)));
        return code;
    }

    /// <summary>Writes a message to standard error: on a terminal in lines that do not break words, elsewhere in one.</summary>
    internal static void WriteLine(string text)
    {
        int columns = Console.IsErrorRedirected ? int.MaxValue
            : text.Contains("dotnet run", StringComparison.Ordinal) ? MaxColumns // to copy, which a line break would cut
            : Columns;
        foreach (string line in text.ToPrintable().ToLines(columns))
            Console.Error.WriteLine(line);
    }

    private static int Columns => Console.WindowWidth is > 20 and < MaxColumns and var width ? width : MaxColumns;
}
