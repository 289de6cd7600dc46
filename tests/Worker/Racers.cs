namespace IpcTutorial.Worker;

/// <summary>Four threads that create the same segment at the same moment, again and again.</summary>
internal static class Racers
{
    /// <returns>In how many rounds not exactly one of them won.</returns>
    internal static int Run(SegmentKey key, int rounds)
    {
        int wrong = 0;
        for (int round = 0; round < rounds; round++)
        {
            WritableSegment?[] segments = [null, null, null, null];
            Parallel.For(0, segments.Length, i => segments[i] = TryCreate(key));
            wrong += segments.Count(segment => segment is not null) == 1 ? 0 : 1;
            foreach (WritableSegment? segment in segments)
                segment?.Dispose();
        }

        return wrong;
    }

    private static WritableSegment? TryCreate(SegmentKey key)
    {
        try
        {
            return SharedSegment.Create(key, 64, TimeSpan.FromSeconds(30));
        }
        catch (SegmentException e) when (e.Error == SegmentError.AlreadyExists)
        {
            return null;
        }
    }
}
