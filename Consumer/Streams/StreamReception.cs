using System.CommandLine;
using System.Diagnostics;
using IpcTutorial.Programs;
using IpcTutorial.Streams;
using Spectre.Console;

namespace IpcTutorial.Consumer.Streams;

/// <summary>The Consumer's work, with a stream of pictures in place of one.</summary>
internal static class StreamReception
{
    // How soon it looks at other things than pictures.
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    internal static int Run(ParseResult commandLine, string? path, bool overwrite, double? waitSeconds, bool show, StopSignal stop)
    {
        TutorialSettings settings = commandLine.GetSettings();
        bool every = FollowOptions.Every(commandLine);
        int? count = FollowOptions.Count(commandLine);
        IStreamOutput? output = path switch
        {
            null => null,
            "-" when show => throw new SettingsException("--show draws where the pixels of '-' go: choose one of them."),
            "-" when !Console.IsOutputRedirected => throw new SettingsException(
                "'-' is standard output, and that is a terminal: give the pixels to a program, by '|' or '>'."),
            "-" => new RawOutput(),
            _ => new NumberedFiles(path, overwrite),
        };
        var status = output is RawOutput
            ? new StatusLine(Console.Error, !Console.IsErrorRedirected)
            : new StatusLine(Console.Out, !Console.IsOutputRedirected && !show);
        var report = new FollowReport(status, every, show);
        try
        {
            using PictureStreamReader reader = Attach(settings, every, waitSeconds ?? 0, report, stop.Token);
            report.Attached(reader);
            if (show)
                AnsiConsole.Live(new Text("")).Start(display => Follow(
                    reader, output, new LivePicture(display), count, waitSeconds, report, stop.Token));
            else
                Follow(reader, output, null, count, waitSeconds, report, stop.Token);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return count is null && report.Count > 0 ? ExitCode.Success : stop.ExitCode; // without a count there is no other end
        }
        finally
        {
            report.Ends();
        }
    }

    private static PictureStreamReader Attach(
        TutorialSettings settings, bool every, double waitSeconds, FollowReport report, CancellationToken stop)
    {
        var waited = Stopwatch.StartNew();
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return PictureStreamReader.Attach(settings.Key, settings.LockTimeout, every, settings.MaxPixels, stop);
            }
            catch (SegmentException e) when (e.Error == SegmentError.NotFound && waited.Elapsed.TotalSeconds < waitSeconds)
            {
                if (isFirst)
                    report.WaitsForStream(waitSeconds, settings.Key);
                stop.WaitHandle.WaitOne(_pause);
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    private static void Follow(PictureStreamReader reader, IStreamOutput? output, LivePicture? live, int? count,
        double? waitSeconds, FollowReport report, CancellationToken stop)
    {
        long gone = 0; // since when
        while (count is null || report.Count < count)
        {
            switch (reader.Next(_slice, out StreamedPicture picture, stop))
            {
                case StreamNews.Picture:
                    using (picture)
                    {
                        live?.Take(picture.Header.PictureSize, picture.Rgba);
                        output?.Take(picture.Header.PictureSize, picture.Rgba);
                    }

                    output?.Finish();
                    report.Took(picture.Header.PictureSize, picture.Missed);
                    gone = 0;
                    break;

                case StreamNews.WriterGone:
                    report.WriterGone();
                    gone = Stopwatch.GetTimestamp();
                    break;

                default:
                    if (gone != 0 && !reader.HasWriter && Stopwatch.GetElapsedTime(gone).TotalSeconds >= waitSeconds)
                    {
                        if (count is null)
                            return;

                        throw new SegmentException(SegmentError.NotReady,
                            $"{reader.Location} has nobody who writes, after {report.Count:N0} of {count:N0} pictures.");
                    }

                    break;
            }

            live?.Show(report.Status);
        }
    }
}
