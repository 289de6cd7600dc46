namespace IpcTutorial.Streams;

/// <summary>The slot that is being written, from lending it until it is published or given back; one at a time.</summary>
internal sealed class SlotLoan(StreamSegment stream)
{
    private ulong _sequence; // of the last picture
    private int _slot;
    private PictureSize _size;
    private long _ticket; // of the loan: 0 if there is none
    private long _lastTicket;

    internal bool IsOut => _ticket != 0;

    /// <summary>Goes on where the last writer ended, or died.</summary>
    internal void TakeOver()
    {
        // A number that was given to a picture is never given again. One that is odd was given to none.
        for (int slot = 0; slot < stream.SlotCount; slot++)
        {
            ulong sequence = stream.SequenceOf(slot);
            _sequence = Math.Max(_sequence, sequence & ~1UL);

            // Whole, and its writer died before it said so. Whoever wants every picture may have found it already, and would
            // wait for us to go on, while we wait for its slot.
            if ((sequence & 1) == 0 && sequence > stream.SequenceOf(stream.Latest))
                Volatile.Write(ref stream.OwnHeader.Latest, slot);
        }

        stream.OwnHeader.ProducerPid = Environment.ProcessId;
        stream.Bell.Ring();
    }

    // docs: begin-and-publish
    /// <summary>Begins a picture, in a slot that is locked to write.</summary>
    internal LoanedPicture Begin(int slot, PictureSize size)
    {
        (_slot, _size, _ticket) = (slot, size, ++_lastTicket);

        // Odd: if this process dies, it is not whole.
        Volatile.Write(ref stream.OwnHeaderOf(slot).Sequence, _sequence + 1);
        Interlocked.MemoryBarrier();
        return new LoanedPicture(this, _ticket, stream.OwnPixelsOf(slot, size.ByteCount));
    }

    internal void Publish(long ticket)
    {
        if (_ticket != ticket)
            throw new InvalidOperationException("The picture is published already, or was given back.");

        ref PictureHeader header = ref stream.OwnHeaderOf(_slot);
        ulong sequence = header.Sequence;
        header = new PictureHeader
        {
            Magic = PictureHeader.ExpectedMagic,
            Version = PictureHeader.ExpectedVersion,
            HeaderSize = PictureHeader.Length,
            Sequence = sequence,
            Width = _size.Width,
            Height = _size.Height,
            Stride = 4 * _size.Width,
            PixelFormat = PictureHeader.Rgba8,
            PixelBytes = _size.ByteCount,
            PublishedAt = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            ProducerPid = Environment.ProcessId,
        };
        Interlocked.MemoryBarrier(); // also for pixels that were written past the caches
        Volatile.Write(ref header.Sequence, _sequence += 2); // even: whole

        // First unlocked, then announced: who hears of it can have it.
        _ticket = 0;
        stream.Locks.Release(_slot);
        Volatile.Write(ref stream.OwnHeader.Latest, _slot);
        stream.Bell.Ring();
    }
    // docs: end

    /// <summary>Gives the slot back, with no picture in it; does nothing if that loan is over.</summary>
    internal void GiveBack(long ticket)
    {
        if (_ticket == 0 || _ticket != ticket)
            return;

        _ticket = 0;
        stream.Locks.Release(_slot); // its number stays odd: no picture
    }

    /// <summary>Gives back whatever is out.</summary>
    internal void GiveBack() => GiveBack(_ticket);
}
