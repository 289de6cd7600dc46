namespace IpcTutorial;

/// <summary>The picture of a <see cref="PictureReader"/> in place, under the lock, until it is disposed.</summary>
/// <remarks>
/// For work that is quicker than a copy, since everybody else waits for it. As in a <see cref="HeldLock"/>, the compiler
/// lets none be kept. It must be disposed before its segment is: then its pixels are mapped no more.
/// </remarks>
public readonly ref struct HeldPicture
{
    private readonly HeldLock _lock;

    internal HeldPicture(HeldLock held, PictureHeader header, ReadOnlySpan<byte> rgba)
    {
        _lock = held;
        Header = header;
        Rgba = rgba;
    }

    /// <summary>A checked copy of its header.</summary>
    public PictureHeader Header { get; }

    /// <summary>Its pixels, in the segment. Whether they have the checksum of the header, nobody has looked.</summary>
    public ReadOnlySpan<byte> Rgba { get; }

    /// <summary>Releases the lock; again, does nothing.</summary>
    public void Dispose() => _lock.Dispose();
}
