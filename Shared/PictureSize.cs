using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>Width and height of a picture, in pixels.</summary>
public readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>The most pixels that a picture can have here: one array of .NET holds them, 4 bytes each
    /// (<see cref="Array.MaxLength"/>).</summary>
    public const int MaxPixels = 0x7FFF_FFC7 / 4;

    // To ask the system takes some tenths of a millisecond.
    private const long LargeEnoughToAsk = 4 << 20;

    /// <summary>Width × height.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>Bytes of the pixels.</summary>
    /// <exception cref="OverflowException">2³¹ × 2³¹ pixels are more bytes than 64 bits can count.</exception>
    public long ByteCount => checked(4 * PixelCount);

    /// <summary>Refuses a picture before any memory is taken for it.</summary>
    /// <param name="maxPixels">The most pixels to accept; no more than <see cref="MaxPixels"/> in any case.</param>
    /// <param name="what">What is this large, for the message.</param>
    /// <exception cref="InvalidDataException">No width or height.</exception>
    /// <exception cref="PictureTooLargeException">More pixels than are accepted, or than an array can hold.</exception>
    /// <exception cref="SegmentException"><see cref="SegmentError.OutOfResources"/>: more bytes than this machine, or
    /// this container, has memory.</exception>
    public void Check(int maxPixels, string what)
    {
        if (Width < 1 || Height < 1)
            throw new InvalidDataException($"{what} has no pixels: {this}.");

        maxPixels = Math.Min(maxPixels, MaxPixels);
        if (PixelCount > maxPixels)
            throw new PictureTooLargeException(what, this, maxPixels);

        CheckMemory(what);
    }

    internal void CheckMemory(string what)
    {
        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (ByteCount > memory)
        {
            throw new SegmentException(SegmentError.OutOfResources,
                $"{what} has {this}: {ByteCount:N0} bytes, and this machine has {memory:N0} in all.");
        }

        if (OperatingSystem.IsLinux() && ByteCount >= LargeEnoughToAsk)
            FreeMemory.Check(ByteCount, what);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width} × {Height} pixels";
}
