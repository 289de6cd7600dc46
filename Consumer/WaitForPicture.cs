using System.Diagnostics;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer;

/// <summary>Waiting for a picture.</summary>
internal static class WaitForPicture
{
    // No event tells that a segment has appeared on every system, so we look again and again.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes a picture; as long as there is none, tries again.</summary>
    internal static Picture Take(Func<Picture> take, double waitSeconds, string key, CancellationToken stop)
    {
        var waited = Stopwatch.StartNew();
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return take();
            }
            catch (SegmentException e) when (e.Error is SegmentError.NotFound or SegmentError.NotReady
                                                 && waited.Elapsed.TotalSeconds < waitSeconds)
            {
                if (isFirst)
                    Console.WriteLine($"Waiting up to {waitSeconds:0.###} s for a picture in segment '{key.ToPrintable()}'.");
                stop.WaitHandle.WaitOne(_pause);
                stop.ThrowIfCancellationRequested();
            }
        }
    }
}
