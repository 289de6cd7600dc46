namespace IpcTutorial.Streams;

/// <summary>Where a reader is in the segment of a stream: which picture it had last, and whose lock it has.</summary>
internal sealed class ReadingPlace
{
    private readonly bool _every;
    private ulong _seen; // the number of the last picture

    private ReadingPlace(StreamSegment stream, bool every)
    {
        Stream = stream;
        _every = every;
    }

    /// <summary>The attachment.</summary>
    internal StreamSegment Stream { get; }

    /// <summary>The slot that is locked to read, or -1.</summary>
    internal int Slot { get; private set; } = -1;

    /// <summary>Attaches to a stream.</summary>
    /// <inheritdoc cref="PictureStreamReader.Attach"/>
    internal static ReadingPlace Attach(SegmentKey key, TimeSpan timeout, bool every, CancellationToken cancel)
    {
        var deadline = new Deadline(timeout);
        while (true)
        {
            var place = new ReadingPlace(new StreamSegment(SharedSegment.Attach(key, timeout, cancel)), every);
            if (!every || place.TryTakeLatest(timeout, cancel))
                return place;
            if (!deadline.WaitAMoment(cancel))
            {
                throw new SegmentException(SegmentError.LockTimeout,
                    $"{place.Stream.Location} is being replaced, and that takes too long.");
            }
        }
    }

    /// <summary>Leaves out a picture that this reader has had here, before it left and came back.</summary>
    internal void LeaveOut(in PictureHeader had)
    {
        PictureHeader latest = Stream.CopyOfHeader(Slot >= 0 ? Slot : Stream.Latest);
        if ((latest.Sequence, latest.PublishedAt) == (had.Sequence, had.PublishedAt))
            _seen = latest.Sequence;
    }

    // docs: try-advance
    /// <summary>Goes on to a picture that it has not had, and locks it to read.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool TryAdvance()
    {
        int slot = Choose();
        if (slot < 0 || Stream.SequenceOf(slot) <= _seen)
            return false;
        if (slot != Slot && !Stream.Locks.TryRead(slot))
            return false; // it is being written, and the bell will ring

        // Once more: from now on it does not change.
        ulong sequence = Stream.SequenceOf(slot);
        if ((sequence & 1) != 0 || sequence <= _seen)
        {
            if (slot != Slot)
                Stream.Locks.Release(slot); // its writer died
            return false;
        }

        if (slot != Slot)
            Leave(); // the one before: not sooner, or a writer that waits for us would pass
        Slot = slot;
        _seen = sequence;
        return true;
    }
    // docs: end

    /// <summary>Has read it. Who wants every picture keeps the slot until it has the next one.</summary>
    internal void Finish()
    {
        if (!_every)
            Leave();
    }

    // Who wants every picture has a slot at any time: a writer that goes round does not pass it.
    private bool TryTakeLatest(TimeSpan timeout, CancellationToken cancel)
    {
        bool isTaken = false;
        try
        {
            var deadline = new Deadline(timeout);
            int latest;
            while (!Stream.Locks.TryRead(latest = Stream.Latest))
            {
                // It is written where it is, since there was no other slot; soon another one has the latest picture.
                if (!deadline.WaitAMoment(cancel))
                {
                    throw new SegmentException(SegmentError.LockTimeout,
                        $"All slots of {Stream.Location} are in use, and that takes too long.");
                }
            }

            Slot = latest;
            ulong sequence = Stream.SequenceOf(latest);
            _seen = sequence == 0 ? 0 : sequence - 1; // so that this picture is the first, if it is whole
            Stream.Locks.AnnounceEvery();

            // A writer that has moved on before that has not waited for us.
            return isTaken = Stream.HasKeyStill;
        }
        finally
        {
            if (!isTaken)
                Stream.Dispose();
        }
    }

    private void Leave()
    {
        if (Slot >= 0)
            Stream.Locks.Release(Slot);
        Slot = -1;
    }

    // The latest picture; for one who wants every picture, the oldest that it has not had, or -1.
    private int Choose()
    {
        if (!_every)
            return Stream.Latest;

        // While we look at one slot after the other, a picture may become whole behind us, and the next one before us. Whatever
        // is older than one that we have seen was whole by then: so a second look finds it. (If we have seen none, it would be a
        // first look again, and prove nothing.)
        int slot = Oldest(out ulong sequence);
        return slot >= 0 && sequence > _seen + 2 ? Oldest(out _) : slot;
    }

    private int Oldest(out ulong oldest)
    {
        int chosen = -1;
        oldest = ulong.MaxValue;
        for (int slot = 0; slot < Stream.SlotCount; slot++)
        {
            ulong sequence = Stream.SequenceOf(slot);
            if ((sequence & 1) == 0 && sequence > _seen && sequence < oldest)
                (chosen, oldest) = (slot, sequence);
        }

        return chosen;
    }
}
