using System.Diagnostics;
using IpcTutorial.Storage;

namespace IpcTutorial.Streams;

/// <summary>Those who want every picture, as the one who writes sees them: by their locks alone.</summary>
internal sealed class EveryReaders(StreamSegment stream) : IDisposable
{
    // More than any of them takes to notice that the stream has moved, also on a busy machine.
    private static readonly TimeSpan _patience = Bell.Slice + TimeSpan.FromSeconds(2);

    private readonly long _began = Stopwatch.GetTimestamp();
    private SegmentMemory? _before; // the smaller segment that they may not have left yet

    /// <summary>Whether there is one.</summary>
    internal bool IsOneThere => stream.Locks.HasEvery;

    /// <summary>Whether they have the latest picture. Each of them has a slot at any time, and gives it up when it has the
    /// next one.</summary>
    internal bool HaveTakenAll
    {
        get
        {
            for (int i = 1; i < stream.SlotCount; i++)
            {
                if (stream.Locks.OfSlot((stream.Latest + i) % stream.SlotCount) != LockState.Free)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Whether all are here, after a move to a larger segment. On Windows nobody can stay in the old one.</summary>
    internal bool HaveFollowed
    {
        get
        {
            if ((stream.Header.Flags & StreamHeader.MovingFlag) == 0)
                return true;
            bool isOneLeft = _before is not null
                ? !OperatingSystem.IsWindows() && new StreamLocks(_before.LockFile, stream.Key).HasEvery
                : Stopwatch.GetElapsedTime(_began) < _patience; // another writer died at it, and nobody knows of the old one
            if (isOneLeft)
                return false;

            Dispose();
            stream.OwnHeader.Flags &= ~StreamHeader.MovingFlag;
            return true;
        }
    }

    /// <summary>Whether one is there, and all others that were, so that a picture of this size can be next. Moves to larger
    /// slots where it takes that, once they have all that there is.</summary>
    internal bool LetPass(PictureSize size, TimeSpan timeout, CancellationToken cancel)
    {
        stream.CheckIsWhole();
        if (!HaveFollowed || !IsOneThere)
            return false;
        if (stream.HasRoomFor(size))
            return true;
        if (HaveTakenAll)
            _before = stream.MoveTo(size, timeout, cancel);
        return false; // they have to follow first
    }

    /// <summary>Closes the segment of before.</summary>
    public void Dispose()
    {
        _before?.Dispose();
        _before = null;
    }
}
