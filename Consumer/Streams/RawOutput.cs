using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Consumer.Streams;

/// <summary>Bare pixels to standard output, as <c>ffmpeg -f rawvideo -pix_fmt rgba -video_size WxH -i -</c> reads them.
/// </summary>
internal sealed class RawOutput : IStreamOutput
{
    // The stream that .NET has for it says nothing when whoever reads it has ended.
    private readonly Stream _output = OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    private PictureSize _size;

    /// <exception cref="InvalidDataException">It has another size than the one before: nothing in the pixels would say so.
    /// </exception>
    /// <exception cref="IOException">Whoever reads them has ended.</exception>
    public void Take(PictureSize size, ReadOnlySpan<byte> rgba)
    {
        if (_size != default && _size != size)
            throw new InvalidDataException($"The pictures are {size} now, and were {_size}: in raw pixels nobody could tell.");

        _size = size;
        _output.Write(rgba); // from the segment into the pipe: the one copy there is
    }

    public void Finish()
    {
    }
}
