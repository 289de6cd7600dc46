using IpcTutorial.Programs;

namespace IpcTutorial.Producer;

/// <summary>Asks for pictures, until an empty line or a signal comes.</summary>
internal static class Prompt
{
    /// <summary>Hands on each path that is typed.</summary>
    /// <param name="key">The key of the segment, for messages.</param>
    /// <param name="replace">Replaces the picture by that of a file.</param>
    /// <param name="afterFailure">What is in the segment if that failed.</param>
    /// <param name="stop">Ends it.</param>
    internal static void Run(SegmentKey? key, Action<string> replace, Func<string> afterFailure, CancellationToken stop)
    {
        bool hasTerminal = Input.IsTerminal;
        try
        {
            while (ReadLine(hasTerminal, stop) is not "" and var line)
            {
                if (line is not null)
                    Replace(key, line, replace, afterFailure);
                else if (Input.IsTerminal)
                    break; // Ctrl+D
                else
                    stop.WaitHandle.WaitOne(); // nobody can type, or nobody can any more
            }
        }
        catch (OperationCanceledException)
        {
            if (hasTerminal)
                Console.WriteLine(); // below the prompt, and below the ^C
        }
    }

    private static void Replace(SegmentKey? key, string line, Action<string> replace, Func<string> afterFailure)
    {
        try
        {
            replace(TypedPath.Read(line));
        }
        catch (Exception e) when (ExitCode.Of(e).Code != ExitCode.Unexpected)
        {
            Failure.Report("Producer", e, key);
            Console.Error.WriteLine(afterFailure());
        }
    }

    private static string? ReadLine(bool hasTerminal, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (hasTerminal)
            Console.Write("> ");
        Task<string?> line = Input.ReadLine();
        return line.WaitAsync(stop).GetAwaiter().GetResult()?.Trim();
    }
}
