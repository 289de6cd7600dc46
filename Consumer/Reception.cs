using System.Diagnostics;

namespace IpcTutorial.Consumer;

/// <summary>From attach to detach.</summary>
internal static class Reception
{
    // No event tells that a segment has appeared on every system, so we look again and again.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the picture; waits for it to appear, if the user wants that.</summary>
    internal static Picture Take(TutorialSettings settings, double waitSeconds, CancellationToken stop)
    {
        var waited = Stopwatch.StartNew();
        bool hasAttached = false;
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return Take(settings, ref hasAttached, stop);
            }
            catch (SegmentException e) when (e.Error is SegmentError.NotFound or SegmentError.NotReady
                                                 && waited.Elapsed.TotalSeconds < waitSeconds)
            {
                if (isFirst)
                    Console.WriteLine($"Waiting up to {waitSeconds:0.###} s for a picture in segment '{settings.Key}'.");
                stop.WaitHandle.WaitOne(_pause);
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    // docs: attach-and-take
    private static Picture Take(TutorialSettings settings, ref bool hasAttached, CancellationToken stop)
    {
        // Attach: to read only, so that no mistake of ours can damage the picture.
        using PictureSegment segment = PictureSegment.Attach(settings, stop);
        if (!hasAttached) // else we are back, for a picture that was not there yet
            Console.WriteLine($"Attached to {segment.Location}: {segment.Size:N0} bytes.");
        hasAttached = true;

        // Lock, check the header, copy, unlock.
        Picture picture = segment.Take(out PictureHeader header, stop);
        Console.WriteLine($"Took the picture under the lock: {picture.Size}, CRC-32 {header.Crc32:X8}.");
        return picture;

        // Detach, at the end of the using.
    }
    // docs: end
}
