namespace IpcTutorial;

/// <summary>Width and height of a picture, in pixels.</summary>
public readonly record struct PictureSize(int Width, int Height)
{
    /// <summary>The most pixels a picture can have here: one array holds them, 4 bytes each.</summary>
    public static long MaxPixels => Array.MaxLength / 4;

    /// <summary>Width × height.</summary>
    public long PixelCount => (long)Width * Height;

    /// <summary>Bytes of the pixels.</summary>
    /// <exception cref="OverflowException">2³¹ × 2³¹ pixels are more bytes than 64 bits can count.</exception>
    public long ByteCount => checked(4 * PixelCount);

    /// <summary>Refuses a picture before any memory is taken for it.</summary>
    /// <param name="limit">The most pixels that the settings allow.</param>
    /// <param name="what">What is this large, for the message.</param>
    /// <exception cref="InvalidDataException">No width or height, or more pixels than allowed.</exception>
    /// <exception cref="SegmentException"><see cref="SegmentError.OutOfResources"/>: more bytes than this machine, or
    /// this container, has memory.</exception>
    public void Check(long limit, string what)
    {
        if (Width < 1 || Height < 1)
            throw new InvalidDataException($"{what} has no pixels: {this}.");

        if (PixelCount > MaxPixels)
        {
            throw new InvalidDataException($"{what} has {this}: more than the {MaxPixels:N0} whose bytes fit into one "
                + "array of .NET, and no setting changes that.");
        }

        if (PixelCount > limit)
        {
            throw new InvalidDataException($"{what} has {this}, and {limit:N0} are allowed in all. "
                + $"Allow more with --max-pixels (up to {MaxPixels:N0}), if you trust it.");
        }

        long memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (ByteCount > memory)
        {
            throw new SegmentException(SegmentError.OutOfResources,
                $"{what} has {this}: {ByteCount:N0} bytes, and this machine has {memory:N0} in all.");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width} × {Height} pixels";
}
