namespace IpcTutorial.Streams;

/// <summary>A stream as it is at one moment, for diagnosis: to look at, not to rely on.</summary>
/// <param name="Header">A copy of its header.</param>
/// <param name="HasWriter">Whether somebody is there who writes.</param>
/// <param name="HasEveryReader">Whether somebody is there who wants every picture.</param>
/// <param name="Slots">What is in each slot.</param>
public sealed record StreamStatus(
    StreamHeader Header, bool HasWriter, bool HasEveryReader, IReadOnlyList<SlotStatus> Slots)
{
    /// <summary>Looks at a stream; attaches to it for that moment.</summary>
    /// <inheritdoc cref="PictureStreamReader.Attach"/>
    public static StreamStatus Of(SegmentKey key, TimeSpan timeout)
    {
        using var stream = new StreamSegment(SharedSegment.Attach(key, timeout));
        return new StreamStatus(stream.Header, stream.Locks.HasWriter, stream.Locks.HasEvery,
            [.. Enumerable.Range(0, stream.SlotCount)
                .Select(slot => new SlotStatus(stream.CopyOfHeader(slot), stream.Locks.OfSlot(slot)))]);
    }
}

/// <summary>A slot of a stream at one moment.</summary>
/// <param name="Header">A copy of its header. Nobody has checked it.</param>
/// <param name="Lock">Who has it.</param>
public readonly record struct SlotStatus(PictureHeader Header, LockState Lock);
