namespace IpcTutorial.Streams;

/// <summary>The one who writes the pictures of a stream, in place.</summary>
/// <remarks>For one thread at a time.</remarks>
/// <example><code>
/// using PictureStreamWriter stream = PictureStreamWriter.Open(key, camera.Size, timeout);
/// while (camera.WaitForPicture())
/// {
///     if (stream.TryLoan(camera.Size, out LoanedPicture picture)) // else readers hold all slots
///     using (picture)
///     {
///         camera.CopyTo(picture.Rgba); // straight into the segment
///         picture.Publish();
///     }
/// }
/// </code></example>
public sealed class PictureStreamWriter : IDisposable
{
    /// <summary>For the latest picture, for the next one, and for two readers that stay in others.</summary>
    public const int DefaultSlotCount = 4;

    private readonly StreamSegment _stream;
    private readonly SlotLoan _loan;
    private readonly TimeSpan _timeout;
    private readonly EveryReaders _every;
    private bool _isDisposed;

    private PictureStreamWriter(StreamSegment stream, TimeSpan timeout)
    {
        _stream = stream;
        _loan = new SlotLoan(stream);
        _every = new EveryReaders(stream);
        _timeout = timeout;
        _loan.TakeOver();
    }

    /// <inheritdoc cref="SharedSegment.Location"/>
    public string Location => _stream.Location;

    /// <inheritdoc cref="SharedSegment.Size"/>
    public long Size => _stream.Size;

    /// <inheritdoc cref="WritableSegment.ReplacedLeftover"/>
    public bool ReplacedLeftover => _stream.ReplacedLeftover;

    /// <summary>How many slots it has.</summary>
    public int SlotCount => _stream.SlotCount;

    /// <summary>How many pictures this one skipped, since readers held all slots.</summary>
    public uint Skipped { get; private set; }

    /// <summary>Whether somebody is there who wants every picture.</summary>
    public bool HasEveryReader => _every.IsOneThere;

    /// <summary>Creates the segment of a stream; or, if readers have one still whose writer is gone, goes on with that.
    /// </summary>
    /// <param name="key">Its key.</param>
    /// <param name="size">The picture there must be room for, in each slot. A larger one finds room later, too.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <param name="slotCount">How many slots a new one has: <see cref="StreamHeader.MinSlots"/> to
    /// <see cref="StreamHeader.MaxSlots"/>.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.AlreadyExists"/> if somebody writes this stream;
    /// <see cref="SegmentError.WrongKind"/> if the segment of this key has one picture; and those of
    /// <see cref="SharedSegment.Create"/>.</exception>
    public static PictureStreamWriter Open(SegmentKey key, PictureSize size, TimeSpan timeout,
        int slotCount = DefaultSlotCount, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slotCount, StreamHeader.MinSlots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slotCount, StreamHeader.MaxSlots);
        return new PictureStreamWriter(StreamCreation.Open(
            key, StreamHeader.ForNew(slotCount, StreamHeader.SlotSizeFor(size)), timeout, cancel), timeout);
    }

    /// <summary>Lends a slot to write a picture into. Never waits for a reader.</summary>
    /// <param name="size">The picture's size. If it does not fit, the stream moves to larger slots first.</param>
    /// <param name="picture">The slot, to be filled and published.</param>
    /// <param name="cancel">Ends waiting while others create, attach or detach.</param>
    /// <returns>Whether there was one: readers may hold them all. Then this picture is skipped.</returns>
    /// <exception cref="InvalidOperationException">Another one is lent.</exception>
    /// <exception cref="SegmentException">For larger slots, those of <see cref="SharedSegment.Create"/>.</exception>
    public bool TryLoan(PictureSize size, out LoanedPicture picture, CancellationToken cancel = default)
    {
        CheckIsReady();
        if (!_stream.HasRoomFor(size))
            _stream.MoveTo(size, _timeout, cancel).Dispose(); // readers follow in their own time

        // Round and round, so that a picture stays for as long as it can. The latest itself comes last: while it is written,
        // there is none.
        for (int i = 1; i <= _stream.SlotCount; i++)
        {
            int slot = (_stream.Latest + i) % _stream.SlotCount;
            if (_stream.Locks.TryWrite(slot))
            {
                picture = _loan.Begin(slot, size);
                return true;
            }
        }

        _stream.OwnHeader.Skipped++;
        Skipped++;
        picture = default;
        return false;
    }

    /// <summary>Lends the next slot in turn, so that those who want every picture get every picture: waits for one of them to
    /// be there, and for those who are behind.</summary>
    /// <param name="size">The picture's size.</param>
    /// <param name="timeout">How long to wait for that.</param>
    /// <param name="picture">The slot, to be filled and published.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <returns>Whether it was free in time.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <inheritdoc cref="TryLoan" path="/exception"/>
    public bool TryLoanInTurn(
        PictureSize size, TimeSpan timeout, out LoanedPicture picture, CancellationToken cancel = default)
    {
        CheckIsReady();
        var deadline = new Deadline(timeout);
        while (!_every.LetPass(size, _timeout, cancel) || !_stream.Locks.TryWrite(Next))
        {
            if (!deadline.WaitAMoment(cancel))
            {
                picture = default;
                return false;
            }
        }

        picture = _loan.Begin(Next, size);
        return true;
    }

    /// <summary>Waits until those who want every picture have the last.</summary>
    /// <returns>Whether they have it, in time.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public bool WaitUntilTaken(TimeSpan timeout, CancellationToken cancel = default)
    {
        var deadline = new Deadline(timeout);
        while (!_every.HaveFollowed || !_every.HaveTakenAll)
        {
            _stream.CheckIsWhole();
            if (!deadline.WaitAMoment(cancel))
                return false;
        }

        return true;
    }

    /// <summary>Leaves the stream, and tells its readers. A picture that is lent is given back.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;

        _isDisposed = true;
        _every.Dispose();
        if (_stream.IsWhole)
        {
            _loan.GiveBack();
            _stream.Locks.StopBeingWriter();
            _stream.Bell.Ring(); // only now: who hears it finds nobody who writes
        }

        _stream.Dispose();
    }

    private int Next => (_stream.Latest + 1) % _stream.SlotCount;

    private void CheckIsReady()
    {
        if (_loan.IsOut)
            throw new InvalidOperationException("One picture at a time: publish or dispose the one before.");
        _stream.CheckHasKeyStill(); // else nobody would find what is written here
    }
}
