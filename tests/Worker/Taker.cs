using IpcTutorial.Programs;

namespace IpcTutorial.Worker;

/// <summary>Takes pictures without end, as a Consumer does, from a Producer that writes pictures of one colour each.
/// </summary>
internal static class Taker
{
    internal static int Run(SegmentKey key)
    {
        TutorialSettings settings = TutorialSettings.Load([KeyValuePair.Create<string, string?>("Key", key.Value)]);
        for (bool isFirst = true; ;)
        {
            try
            {
                using PictureReader segment = PictureReader.Attach(settings.Key, settings.LockTimeout);
                Picture picture = segment.Take(out _);
                if (!picture.Rgba.AsSpan(4).SequenceEqual(picture.Rgba.AsSpan(0, picture.Rgba.Length - 4)))
                {
                    Console.WriteLine("TORN");
                    return 3;
                }

                if (isFirst)
                    Console.WriteLine("taken");
                isFirst = false;
            }
            catch (SegmentException e) when (e.Error is SegmentError.NotFound or SegmentError.NotReady
                or SegmentError.Incomplete)
            {
                // The Producer is dead, or not there yet. Anything else is a failure, and ends this process.
            }

            Thread.Yield();
        }
    }
}
