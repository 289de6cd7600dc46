using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Streams;

/// <summary>Pictures of one size as bare pixels from standard input, as <c>ffmpeg -f rawvideo -pix_fmt rgba -</c> writes them.
/// </summary>
internal sealed class RawPixels : IStreamSource
{
    private readonly PictureSize _size;
    private readonly RawInput _input = new();
    private byte[]? _skipped;

    internal RawPixels(PictureSize size)
    {
        if (!Console.IsInputRedirected)
            throw new SettingsException("'-' is standard input, and that is a terminal: give it pixels, by '|' or '<'.");
        _size = size;
    }

    public PictureSize? Next() => _size;

    public bool TryDraw(Span<byte> rgba, CancellationToken stop)
    {
        int count = _input.Read(rgba, stop);
        return count == rgba.Length
            || (count == 0 ? false : throw new InvalidDataException($"Standard input ends within a picture: {count:N0} of "
                + $"{rgba.Length:N0} bytes. Is {_size.Width}x{_size.Height} its size, with 4 bytes a pixel?"));
    }

    public bool TrySkip(CancellationToken stop) => TryDraw(_skipped ??= new byte[_size.ByteCount], stop);

    public void Dispose() => _input.Dispose();
}
