using IpcTutorial.Pictures;

namespace IpcTutorial.Producer.Streams;

/// <summary>The sample picture, which moves to the left and comes back from the right, without end.</summary>
internal sealed class Animation(int maxPixels) : IStreamSource
{
    private const int PixelsAPicture = 4;

    private readonly Picture _picture = PictureFile.Load(Path.Combine(AppContext.BaseDirectory, "sample.png"), maxPixels);
    private int _offset;

    public bool HasEnd => false;

    public PictureSize? Next(CancellationToken stop) => _picture.Size;

    public bool TryDraw(Span<byte> rgba, CancellationToken stop)
    {
        int stride = 4 * _picture.Size.Width;
        int left = 4 * _offset;
        for (int start = 0; start < rgba.Length; start += stride)
        {
            ReadOnlySpan<byte> row = _picture.Rgba.AsSpan(start, stride);
            row[left..].CopyTo(rgba[start..]);
            row[..left].CopyTo(rgba[(start + stride - left)..]);
        }

        return TrySkip(stop);
    }

    public bool TrySkip(CancellationToken stop)
    {
        _offset = (_offset + PixelsAPicture) % _picture.Size.Width;
        return true;
    }
}
