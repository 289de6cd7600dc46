namespace IpcTutorial.Streams;

/// <summary>How a stream gets the one who writes it.</summary>
internal static class StreamCreation
{
    // More than a process takes from its death until its last file is closed.
    private static readonly TimeSpan _dying = TimeSpan.FromMilliseconds(300);

    /// <summary>Creates a stream, or goes on with one whose writer is gone, as its writer.</summary>
    /// <inheritdoc cref="PictureStreamWriter.Open" path="/exception"/>
    internal static StreamSegment Open(
        SegmentKey key, in StreamHeader header, TimeSpan timeout, CancellationToken cancel)
    {
        StreamSegment stream = CreateOrAttach(key, header, timeout, cancel);
        try
        {
            BecomeWriter(stream, cancel);
            stream.Touch();
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Becomes the one who writes.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.AlreadyExists"/>.</exception>
    internal static void BecomeWriter(StreamSegment stream, CancellationToken cancel)
    {
        var deadline = new Deadline(_dying);
        while (!stream.Locks.TryBecomeWriter())
        {
            if (!deadline.WaitAMoment(cancel))
            {
                throw new SegmentException(
                    SegmentError.AlreadyExists, $"Stream '{stream.Key}' exists, and a program writes it.");
            }
        }
    }

    private static StreamSegment CreateOrAttach(
        SegmentKey key, in StreamHeader header, TimeSpan timeout, CancellationToken cancel)
    {
        var deadline = new Deadline(timeout);
        while (true)
        {
            try
            {
                return new StreamSegment(WritableSegment.Create(key, header.SegmentSize, header.Bytes, timeout, cancel));
            }
            catch (SegmentException e) when (e.Error == SegmentError.AlreadyExists)
            {
                // Readers may have one, whose writer is gone.
            }

            try
            {
                return new StreamSegment(SharedSegment.AttachToWrite(key, timeout, cancel));
            }
            catch (SegmentException e) when (e.Error == SegmentError.NotFound && deadline.WaitAMoment(cancel))
            {
                // They left in this moment.
            }
        }
    }
}
