using System.CommandLine;
using IpcTutorial.Programs;
using IpcTutorial.Redis;

namespace IpcTutorial.Producer.Redis;

/// <summary>The Producer's work, with a picture that another machine has sent to a server.</summary>
internal static class RedisProduction
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private static readonly Option<bool> _follow = new("--follow")
    {
        Description = "PICTURE is redis://SERVER/NAME: also wait for one there, and replace it whenever another one comes",
    };

    internal static (string Title, Option[] Options) Group => ("Another machine", [_follow]);

    /// <exception cref="SettingsException">There are options that would be ignored.</exception>
    internal static bool IsWanted(ParseResult commandLine, string path, IEnumerable<Option> forFiles)
    {
        bool isWanted = ServerAddress.IsMeant(path);
        if (isWanted)
            commandLine.Refuse(forFiles, "a server");
        else if (commandLine.FirstOf(Group.Options) is { } ignored)
            throw new SettingsException($"{ignored.Name} is for a picture at a server: redis://SERVER/NAME.");
        return isWanted;
    }

    internal static int Run(ParseResult commandLine, string text, CancellationToken stop)
    {
        TutorialSettings settings = commandLine.GetSettings();
        var url = RedisUrl.Parse(text);
        using RedisPicture server = RedisPicture.Connect(url, stop);
        return commandLine.GetValue(_follow)
            ? Follow(server, url, settings, Input.UntilEnter(stop))
            : Fetch(server, url, settings, stop);
    }

    private static int Fetch(RedisPicture server, RedisUrl url, TutorialSettings settings, CancellationToken stop)
    {
        Picture picture = server.TryGet(settings.MaxPixels, out PictureHeader header, stop)
            ?? throw new SegmentException(SegmentError.NotReady, $"There is no picture at {url} yet.");
        var report = new Report();
        report.Fetched(url.ToString(), picture, header);
        using PictureWriter writer = PictureWriter.Create(settings.Key, picture.Size, settings.LockTimeout, stop);
        report.Created(writer);
        report.Wrote(writer.Publish(picture, stop));
        int exitCode = Session.Run(writer, settings, report, stop);
        report.Detaching();
        return exitCode;
    }

    private static int Follow(RedisPicture server, RedisUrl url, TutorialSettings settings, CancellationToken stop)
    {
        Console.WriteLine($"Fetching each picture at {url}. {(Input.IsTerminal ? "Enter" : "An empty line or a signal")} ends it.");
        var report = new TransferReport("Producer", "Fetched", "The segment stays as it is. Trying again.");
        PictureWriter? writer = null;
        try
        {
            Picture? pending = null;
            PictureHeader header = default;
            while (true)
            {
                if (TryFetch(server, settings, pending is not null, ref header, report, stop) is { } newer)
                    pending = newer;
                if (pending is null || !TryPublish(ref writer, pending, settings, report, stop))
                    continue;

                report.Did(Report.Description(pending, header));
                pending = null;
            }
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Success; // it has no other end
        }
        finally
        {
            report.Ends();
            writer?.Dispose();
        }
    }

    // Waits for another picture; but after a failure, or with one that is not in the segment yet, only looks.
    private static Picture? TryFetch(RedisPicture server, TutorialSettings settings, bool isPending, ref PictureHeader header,
        TransferReport report, CancellationToken stop)
    {
        try
        {
            bool looks = isPending || report.HasFailed;
            Picture? picture = looks
                ? server.TryGet(settings.MaxPixels, out PictureHeader there, stop)
                : server.Next(settings.MaxPixels, out there, stop);
            if (picture is not null)
                header = there;
            if (!isPending)
                report.GoesOn();
            return picture;
        }
        catch (Exception e) when (e is ServerException or PictureTooLargeException or SegmentException)
        {
            report.Failed(e);
            stop.WaitHandle.WaitOne(_pause);
            return null;
        }
    }

    // There may be no room, or a reader may hold the picture before for too long: that passes. Another Producer does not.
    private static bool TryPublish(
        ref PictureWriter? writer, Picture picture, TutorialSettings settings, TransferReport report, CancellationToken stop)
    {
        try
        {
            if (writer is null)
            {
                writer = PictureWriter.Create(settings.Key, picture.Size, settings.LockTimeout, stop);
                new Report().Created(writer);
            }

            writer.Publish(picture, stop);
            return true;
        }
        catch (SegmentException e) when (e.Error is SegmentError.OutOfResources or SegmentError.LockTimeout)
        {
            report.Failed(e);
            stop.WaitHandle.WaitOne(_pause);
            return false;
        }
    }
}
