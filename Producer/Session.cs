using IpcTutorial.CommandLine;

namespace IpcTutorial.Producer;

/// <summary>The time between writing the picture and detaching: the user may replace it, as often as they like.</summary>
internal static class Session
{
    internal static int Run(
        PictureSegment segment, TutorialSettings settings, Report report, CancellationToken stop)
    {
        bool hasTerminal = !Console.IsInputRedirected;
        report.Waiting(settings, hasTerminal);
        try
        {
            while (ReadLine(hasTerminal, stop) is not "" and var line)
            {
                if (line is not null)
                    Replace(segment, settings, report, line, stop);
                else if (hasTerminal)
                    break; // Ctrl+D
                else
                    stop.WaitHandle.WaitOne(); // there never was anybody to type
            }
        }
        catch (OperationCanceledException)
        {
            if (hasTerminal)
                Console.WriteLine(); // below the prompt, and below the ^C
        }

        return ExitCode.Success;
    }

    private static void Replace(
        PictureSegment segment, TutorialSettings settings, Report report, string path, CancellationToken stop)
    {
        try
        {
            report.Loading(path);
            Picture picture = PictureFile.Load(path, settings.MaxPixels);
            report.Loaded(path, picture);
            report.Wrote(segment.Publish(picture, stop));
        }
        catch (Exception e) when (ExitCode.Of(e) is { Code: not ExitCode.Unexpected } failure)
        {
            Console.Error.WriteLine($"Producer: {failure.Message}");
            Console.Error.WriteLine("The picture in the segment is still the one before.");
        }
    }

    private static string? ReadLine(bool hasTerminal, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (hasTerminal)
            Console.Write("> ");
        Task<string?> line = Input.ReadLine();
        string? text = line.WaitAsync(stop).GetAwaiter().GetResult()?.Trim();

        // A terminal puts a path that is dropped onto it in quotes.
        return text is ['\'' or '"', .. var quoted, '\'' or '"'] ? quoted : text;
    }
}
