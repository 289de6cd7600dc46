namespace IpcTutorial.Producer;

/// <summary>Lines from standard input, for a program that a signal may stop at any time.</summary>
internal static class Input
{
    /// <summary>The next line. <c>Console.ReadLine</c> cannot be cancelled: it stays behind in a thread of its own, which
    /// ends with the process.</summary>
    internal static Task<string?> ReadLine() => Task.Run(Console.ReadLine);

    /// <summary>Waits for Enter, or for a signal; at the end of the input there is nobody to press it.</summary>
    internal static void WaitForEnter(CancellationToken stop)
    {
        try
        {
            if (ReadLine().WaitAsync(stop).GetAwaiter().GetResult() is null)
                stop.WaitHandle.WaitOne();
        }
        catch (OperationCanceledException)
        {
            // the other way to end it
        }
    }
}
