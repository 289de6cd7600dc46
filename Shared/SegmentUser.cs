using System.Diagnostics;

namespace IpcTutorial;

/// <summary>Errors that name the process which stands in the way, as far as the header tells who it is.</summary>
internal static class SegmentUser
{
    /// <summary>Nobody has created the segment that was to be attached to.</summary>
    internal static SegmentException HasNotCome(TutorialSettings settings, SegmentException cause) =>
        new(SegmentError.NotFound, $"{cause.Message} Start the Producer first: dotnet run --project Producer"
            + (settings.IsKeyFromFile ? "" : $" -- --key {settings.Key}"), cause);

    /// <summary>Somebody is attached to the segment that was to be created.</summary>
    internal static SegmentException HasSegment(TutorialSettings settings, SegmentException cause)
    {
        try
        {
            using PictureSegment segment = PictureSegment.Attach(settings);
            string? writer = Describe(segment.Peek().ProducerPid);
            return writer is null
                ? cause
                : new SegmentException(cause.Error, $"{cause.Message} {writer} wrote the picture in it.", cause);
        }
        catch (SegmentException)
        {
            return cause; // gone in the meantime, or not readable: what we know already is all there is to say
        }
    }

    /// <summary>Somebody held the lock for longer than the time limit.</summary>
    internal static SegmentException HoldsLock(TutorialSettings settings, PictureHeader header)
    {
        string? writer = header.IsBeingWritten ? Describe(header.ProducerPid) : null;
        return new SegmentException(SegmentError.LockTimeout,
            $"The lock of segment '{settings.Key}' was not free within {settings.LockTimeout.TotalSeconds:0.###} s: "
            + (writer is null ? "another process holds it" : $"{writer} is writing a picture")
            + ". Try again, or allow more time: --lock-timeout SECONDS");
    }

    private static string? Describe(int processId)
    {
        if (processId < 1)
            return null; // nobody has written yet

        try
        {
            using Process process = Process.GetProcessById(processId);
            return $"Process {processId} ({process.ProcessName})";
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null; // it has ended
        }
    }
}
