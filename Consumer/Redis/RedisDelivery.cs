using System.CommandLine;
using IpcTutorial.Consumer.Streams;
using IpcTutorial.Programs;
using IpcTutorial.Redis;

namespace IpcTutorial.Consumer.Redis;

/// <summary>The Consumer's work, for another machine: the picture is sent to a server, and not saved.</summary>
internal static class RedisDelivery
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    internal static int Run(ParseResult commandLine, string text, double waitSeconds, StopSignal stop)
    {
        TutorialSettings settings = commandLine.GetSettings();
        var url = RedisUrl.Parse(text);
        bool follows = FollowOptions.Follows(commandLine);
        using var newest = new NewestPicture(settings);
        using RedisPicture server = RedisPicture.Connect(url, stop.Token);
        return follows
            ? Follow(newest, server, url, settings, FollowOptions.Count(commandLine), stop)
            : Send(newest, server, url, settings, waitSeconds, stop.Token);
    }

    private static int Send(NewestPicture newest, RedisPicture server, RedisUrl url, TutorialSettings settings,
        double waitSeconds, CancellationToken stop)
    {
        PictureHeader header = default;
        Picture picture = WaitForPicture.Take(
            () => newest.TryTake(out header, stop) ?? throw new SegmentException(
                SegmentError.NotReady, $"Segment '{settings.Key}' holds no whole picture yet."),
            waitSeconds, settings.Key.Value, stop);
        server.Put(picture, header, stop);
        Console.WriteLine($"Sent {Description(picture)}, to {url}.");
        Console.WriteLine("There it stays, also when the Producer ends.");
        return ExitCode.Success;
    }

    private static int Follow(NewestPicture newest, RedisPicture server, RedisUrl url, TutorialSettings settings, int? count,
        StopSignal stop)
    {
        Console.WriteLine($"Sending each picture of '{settings.Key}' to {url}. Ctrl+C ends it.");
        var report = new TransferReport("Consumer", "Sent", "Trying again, with what is the newest then.");
        Picture? picture = null; // taken last
        PictureHeader header = default;
        bool isThere = true;
        try
        {
            while (count is null || report.Count < count)
            {
                stop.Token.ThrowIfCancellationRequested();
                if (TryTake(newest, settings, out PictureHeader next, report, stop.Token) is { } another)
                    (picture, header, isThere) = (another, next, false);
                if (server.HasComeBack() && isThere)
                    isThere = !IsEmpty(server, stop.Token); // it may have come back without our picture
                if (picture is null || isThere)
                    continue;

                isThere = TrySend(server, picture, header, report, stop.Token);
            }

            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            return count is null ? ExitCode.Success : stop.ExitCode; // without a count there is no other end
        }
        finally
        {
            report.Ends();
        }
    }

    private static Picture? TryTake(
        NewestPicture newest, TutorialSettings settings, out PictureHeader header, TransferReport report, CancellationToken stop)
    {
        try
        {
            return newest.TryTake(out header, stop);
        }
        catch (SegmentException e) when (e.Error is SegmentError.NotFound or SegmentError.NotReady or SegmentError.WrongKind)
        {
            report.Waits($"Waiting for a picture in segment '{settings.Key}'."); // not yet, or between two Producers
            stop.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
        }
        catch (Exception e) when (e is SegmentException or PictureTooLargeException or ServerException)
        {
            report.Failed(e);
            stop.WaitHandle.WaitOne(_pause);
        }

        header = default;
        return null;
    }

    private static bool TrySend(
        RedisPicture server, Picture picture, in PictureHeader header, TransferReport report, CancellationToken stop)
    {
        try
        {
            server.Put(picture, header, stop);
            report.Did(Description(picture));
            return true;
        }
        catch (ServerException e)
        {
            report.Failed(e);
            stop.WaitHandle.WaitOne(_pause);
            return false;
        }
    }

    private static bool IsEmpty(RedisPicture server, CancellationToken stop)
    {
        try
        {
            return server.IsEmpty(stop);
        }
        catch (ServerException)
        {
            return true; // then sending says what is wrong
        }
    }

    private static string Description(Picture picture) => $"{picture.Size}, CRC-32 {picture.Crc:X8}";
}
