using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Streams;

/// <summary>Pictures of one size as bare pixels from standard input, as <c>ffmpeg -f rawvideo -pix_fmt rgba -</c> writes them.
/// </summary>
internal sealed class RawPixels : IStreamSource
{
    private readonly PictureSize _size;
    private readonly RawInput _input = new();
    private readonly byte[] _first = new byte[1];
    private int _peeked; // bytes of the next picture
    private bool _hasBegun;
    private byte[]? _skipped;

    internal RawPixels(PictureSize size)
    {
        if (!Console.IsInputRedirected)
            throw new SettingsException("'-' is standard input, and that is a terminal: give it pixels, by '|' or '<'.");
        _size = size;
    }

    public bool HasEnd => true;

    // Whether there is another one, is known when it begins: nobody waits for a slot in vain, whose readers have left with the
    // last picture. The first one nobody waits for: the stream is there before its input.
    public PictureSize? Next(CancellationToken stop)
    {
        _peeked = _hasBegun ? _input.Read(_first, stop) : 0;
        bool isThere = !_hasBegun || _peeked == 1;
        _hasBegun = true;
        return isThere ? _size : null;
    }

    public bool TryDraw(Span<byte> rgba, CancellationToken stop)
    {
        _first.AsSpan(0, _peeked).CopyTo(rgba);
        int count = _peeked + _input.Read(rgba[_peeked..], stop);
        return count == rgba.Length
            || (count == 0 ? false : throw new InvalidDataException($"Standard input ends within a picture: {count:N0} of "
                + $"{rgba.Length:N0} bytes. Is {_size.Width}x{_size.Height} its size, with 4 bytes a pixel?"));
    }

    public bool TrySkip(CancellationToken stop) => TryDraw(_skipped ??= new byte[_size.ByteCount], stop);
}
