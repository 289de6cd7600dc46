namespace IpcTutorial.Programs;

/// <summary>What to do next, for each failure: the room below says what it found and expected, and knows no program.</summary>
public static class Advice
{
    /// <summary>What to do about an error, as a rule; <see langword="null"/> where the message says it all.</summary>
    /// <param name="error">The error.</param>
    /// <param name="isProducer">Whether the Producer met it, and not the Consumer.</param>
    public static string? For(SegmentError error, bool isProducer) => error switch
    {
        SegmentError.NotFound => isProducer
            ? "End this Producer, and start it anew."
            : "Start the Producer first: dotnet run --project Producer",
        SegmentError.AlreadyExists => "End that program, or take another key: --key NAME",
        SegmentError.PermissionDenied => "If it is another user's, choose another key: --key NAME",
        SegmentError.OutOfResources =>
            "Use a smaller picture, make room (in a container: docker run --shm-size), or raise the limit.",
        SegmentError.NotReady => isProducer
            ? "Wait for one: --follow. Send one: dotnet run --project Consumer -- redis://SERVER/NAME"
            : "Wait for a picture: --wait SECONDS",
        SegmentError.BadHeader => "Choose another key (--key NAME), or remove it if nobody needs it.",
        SegmentError.LockTimeout => "Try again, or wait longer: --lock-timeout SECONDS",
        SegmentError.WrongKind => isProducer
            ? "End its program first, or choose another key: --key NAME"
            : "A stream is read with --follow, one picture without.",
        SegmentError.Incomplete => "Let a Producer write it anew.",
        _ => null,
    };

    /// <summary>What to do about a failure, in the programs' words.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="isProducer">Whether the Producer met it, and not the Consumer.</param>
    /// <param name="arguments">What the other program must be given to find the same segment, such as <c>--key red</c>.
    /// </param>
    public static string? For(Exception failure, bool isProducer, string arguments) => failure switch
    {
        SegmentException { Error: SegmentError.NotFound } e when !isProducer && arguments != "" =>
            $"{For(e.Error, isProducer)} -- {arguments}",
        SegmentException e => For(e.Error, isProducer),
        PictureTooLargeException => $"Allow more, if you trust it: --max-pixels COUNT (up to {PictureSize.MaxPixels:N0})",
        _ => null,
    };

    /// <summary>Who stands in the way of a segment, as far as its header and this system tell (Linux): the process that
    /// writes, or wrote, the picture in it.</summary>
    public static string? Who(SegmentException failure, SegmentKey key)
    {
        if (failure.Error is not (SegmentError.AlreadyExists or SegmentError.LockTimeout))
            return null;

        try
        {
            using SharedSegment segment = SharedSegment.Attach(key, TimeSpan.FromSeconds(1));
            PictureHeader header = segment.Header;
            if (AttachedProcesses.NameOf(header.ProducerPid, segment.Location) is not { } name)
                return null;

            string who = $"Process {header.ProducerPid} ({name})";
            return failure.Error == SegmentError.AlreadyExists
                ? $"{who} {(segment.Kind == SegmentKind.Stream ? "writes the stream" : "wrote the picture")} in it."
                : header.IsBeingWritten ? $"{who} is writing a picture."
                : null;
        }
        catch (SegmentException)
        {
            return null; // gone in the meantime, or not readable: what we know already is all there is to say
        }
    }
}
