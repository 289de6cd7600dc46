namespace IpcTutorial.Programs;

/// <summary>How a program tells its user of a failure: what happened on one line, what to do on the next.</summary>
public static class Failure
{
    /// <summary>Writes it to standard error. No stack trace reaches the user.</summary>
    /// <param name="program">The program that met it: <c>Producer</c> or <c>Consumer</c>.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="key">The key of the segment that it was about, where there is one.</param>
    /// <param name="arguments">What the other program must be given to find the same segment.</param>
    /// <returns>The exit code.</returns>
    public static int Report(string program, Exception failure, SegmentKey? key = null, string arguments = "")
    {
        (int code, string message) = ExitCode.Of(failure);
        Console.Error.WriteLine($"{program}: {message.WithoutPasswords().ToPrintable()}");
        string? who = failure is SegmentException e && key is not null ? Advice.Who(e, key) : null;
        string? advice = Advice.For(failure, program == "Producer", arguments);
        if (who is not null || advice is not null)
            Console.Error.WriteLine(string.Join(' ', new[] { who, advice }.Where(text => text is not null)).ToPrintable());
        return code;
    }
}
