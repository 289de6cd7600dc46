using System.CommandLine;
using System.Diagnostics;
using IpcTutorial.Programs;
using IpcTutorial.Streams;

namespace IpcTutorial.Producer.Streams;

/// <summary>The Producer's work, with a stream of pictures in place of one.</summary>
internal static class StreamProduction
{
    // How soon the user is told what it waits for.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    internal static int Run(ParseResult commandLine, string[] sources, CancellationToken stop)
    {
        TutorialSettings settings = commandLine.GetSettings();
        IStreamSource source = StreamOptions.Source(commandLine, sources, settings.MaxPixels);
        bool every = StreamOptions.Every(commandLine);
        if (First(source, stop) is not { } size)
            return ExitCode.Success;

        int slotCount = StreamOptions.SlotCount(commandLine);
        using PictureStreamWriter writer = PictureStreamWriter.Open(settings.Key, size, settings.LockTimeout, slotCount, stop);
        var report = new StreamReport(writer);
        report.Begins(settings, size, slotCount, every);
        var pace = new Pace(StreamOptions.PicturesASecond(commandLine, source));
        try
        {
            for (PictureSize? next = size; next is not null; next = source.Next(stop))
            {
                pace.Wait(stop);
                if (!Publish(writer, source, next.Value, every, report, stop))
                    break;
            }

            while (every && !writer.WaitUntilTaken(_patience, stop))
                report.WaitsForLast();
            return ExitCode.Success;
        }
        catch (OperationCanceledException) when (!source.HasEnd)
        {
            return ExitCode.Success;
        }
        finally
        {
            report.Ends();
        }
    }

    private static PictureSize? First(IStreamSource source, CancellationToken stop)
    {
        try
        {
            return source.Next(stop);
        }
        catch (OperationCanceledException) when (!source.HasEnd)
        {
            return null;
        }
    }

    private static bool Publish(PictureStreamWriter writer, IStreamSource source, PictureSize size, bool every,
        StreamReport report, CancellationToken stop)
    {
        LoanedPicture picture;
        while (!(every ? writer.TryLoanInTurn(size, _patience, out picture, stop) : writer.TryLoan(size, out picture, stop)))
        {
            if (!every)
            {
                report.Skipped(); // readers hold all slots
                return source.TrySkip(stop);
            }

            report.WaitsForReaders();
        }

        using (picture)
        {
            if (!source.TryDraw(picture.Rgba, stop)) // straight into the segment
                return false; // and the slot is given back

            picture.Publish();
            report.Published();
            return true;
        }
    }

    /// <summary>So many pictures a second; without a number, as they come.</summary>
    private sealed class Pace(double? picturesASecond)
    {
        private readonly long _step = picturesASecond is { } rate ? (long)(Stopwatch.Frequency / rate) : 0;
        private long _due = Stopwatch.GetTimestamp();

        internal void Wait(CancellationToken stop)
        {
            stop.ThrowIfCancellationRequested();
            if (_step == 0)
                return;

            TimeSpan early = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _due);
            if (early > TimeSpan.Zero && stop.WaitHandle.WaitOne(early))
                stop.ThrowIfCancellationRequested();
            _due = Math.Max(_due, Stopwatch.GetTimestamp() - _step) + _step; // who is late does not hurry after it
        }
    }
}
