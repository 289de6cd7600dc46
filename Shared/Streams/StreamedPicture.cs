namespace IpcTutorial.Streams;

/// <summary>A picture of a stream in place. The writer leaves it alone until it is disposed.</summary>
/// <remarks>Unlike a <see cref="HeldPicture"/> it keeps nobody waiting while there are other slots. As with that one, the
/// compiler lets none be kept, and it must be disposed before its reader is.</remarks>
public readonly ref struct StreamedPicture
{
    private readonly PictureStreamReader? _reader;

    internal StreamedPicture(PictureStreamReader reader, PictureHeader header, ReadOnlySpan<byte> rgba, ulong missed)
    {
        _reader = reader;
        Header = header;
        Rgba = rgba;
        Missed = missed;
    }

    /// <summary>A checked copy of its header. Its <see cref="PictureHeader.Crc32"/> is 0: not computed.</summary>
    public PictureHeader Header { get; }

    /// <summary>Its pixels, in the segment.</summary>
    public ReadOnlySpan<byte> Rgba { get; }

    /// <summary>How many pictures were published between the one that this reader had before, and this one.</summary>
    public ulong Missed { get; }

    /// <summary>Lets go of it; again, does nothing.</summary>
    public void Dispose() => _reader?.LetGo(Header.Sequence);
}
