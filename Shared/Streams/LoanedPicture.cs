namespace IpcTutorial.Streams;

/// <summary>A slot of a stream, lent by its <see cref="PictureStreamWriter"/> to write a picture into. Nobody reads it
/// meanwhile.</summary>
/// <remarks>As in a <see cref="HeldLock"/>, the compiler lets none be kept.</remarks>
public readonly ref struct LoanedPicture
{
    private readonly SlotLoan? _loan;
    private readonly long _ticket;

    internal LoanedPicture(SlotLoan loan, long ticket, Span<byte> rgba)
    {
        _loan = loan;
        _ticket = ticket;
        Rgba = rgba;
    }

    /// <summary>Its pixels, in the segment: what an older picture has left there, until they are written.</summary>
    public Span<byte> Rgba { get; }

    /// <summary>Makes it the latest picture, and wakes those who wait for one.</summary>
    /// <exception cref="InvalidOperationException">It is published already, was given back, or was never lent.</exception>
    public void Publish() =>
        (_loan ?? throw new InvalidOperationException("No slot is lent.")).Publish(_ticket);

    /// <summary>Gives the slot back, unless the picture is published. Again, does nothing.</summary>
    public void Dispose() => _loan?.GiveBack(_ticket);
}
