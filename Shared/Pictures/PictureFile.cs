namespace IpcTutorial.Pictures;

/// <summary>Picture files: PNG, JPEG, WebP and BMP are read; PNG, JPEG and WebP are written.</summary>
/// <remarks>
/// Pixels are RGBA, 8 bits a channel, straight (not premultiplied) alpha, rows top-down and tight, sample values as they
/// are stored: no colour management, no EXIF rotation. The library that does the work is chosen when building, with
/// <c>-p:PictureCodec=</c>; its part is the file named after it.
/// </remarks>
public static partial class PictureFile
{
    /// <summary>Reads how large a picture is, and no pixel of it.</summary>
    /// <exception cref="InvalidDataException">It is not a picture, or of another format.</exception>
    /// <exception cref="IOException">As <see cref="File.OpenRead"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="File.OpenRead"/>.</exception>
    public static partial PictureSize Probe(string path);

    /// <summary>Reads the pixels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="size">What <see cref="Probe"/> returned.</param>
    /// <param name="rgba">Where the pixels go: exactly <see cref="PictureSize.ByteCount"/> bytes.</param>
    /// <exception cref="InvalidDataException">The picture is damaged, or the file changed since it was probed.</exception>
    /// <exception cref="IOException">As <see cref="File.OpenRead"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="File.OpenRead"/>.</exception>
    public static partial void LoadInto(string path, PictureSize size, Span<byte> rgba);

    /// <summary>Reads a whole picture, and takes no memory for one that is too large.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxPixels">The most pixels to accept: a file of 48 KB can ask for gigabytes.</param>
    /// <exception cref="InvalidDataException">It is not a picture, of another format, or damaged.</exception>
    /// <exception cref="PictureTooLargeException">It has more pixels.</exception>
    /// <exception cref="SegmentException"><see cref="SegmentError.OutOfResources"/>.</exception>
    /// <exception cref="IOException">As <see cref="File.OpenRead"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="File.OpenRead"/>.</exception>
    public static Picture Load(string path, int maxPixels)
    {
        // docs: load
        PictureSize size = Probe(path);
        size.Check(maxPixels, $"'{path}'");
        byte[] rgba = GC.AllocateUninitializedArray<byte>((int)size.ByteCount);
        LoadInto(path, size, rgba);
        return new Picture(size, rgba);
        // docs: end
    }

    /// <summary>Reads a PNG that is in memory; <paramref name="size"/> is what its header says.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static Picture ReadPng(byte[] png, PictureSize size, int maxPixels, string name)
    {
        size.Check(maxPixels, name);
        byte[] rgba = GC.AllocateUninitializedArray<byte>((int)size.ByteCount);
        DecodePng(png, name, size, rgba);
        return new Picture(size, rgba);
    }

    /// <summary>Writes a picture as PNG.</summary>
    public static void WritePng(Picture picture, Stream stream) =>
        Encode(OutputFormat.Png, picture.Size, picture.Rgba, stream);

    /// <summary>Refuses an output file before any work is done for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overwrite">Whether a file that exists may be replaced.</param>
    /// <exception cref="NotSupportedException">Its extension is not one of a format that can be written.</exception>
    /// <exception cref="IOException">It exists, is read-only, a folder, a device, a pipe or a socket, or would be in a folder
    /// that does not exist.</exception>
    public static void CheckOutput(string path, bool overwrite)
    {
        _ = FormatOf(path);
        WholeFile.Check(path, overwrite);
    }

    /// <summary>Writes a picture, in the format that the extension names: the whole file or, after a failure, none.</summary>
    /// <remarks>JPEG has no alpha and changes pixels a little; WebP is written without loss, but for the colour of
    /// pixels that are fully transparent. A link is followed. A file that is replaced gives the new one its owner and its
    /// mode.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="overwrite">Whether a file that exists may be replaced.</param>
    /// <exception cref="NotSupportedException">As <see cref="CheckOutput"/>, or the picture is too large for the
    /// format.</exception>
    /// <exception cref="IOException">As <see cref="CheckOutput"/>; the disk is full, the folder cannot be written to; or the
    /// file belongs to somebody else, and the new one could not.</exception>
    public static void Save(string path, Picture picture, bool overwrite)
    {
        OutputFormat format = FormatOf(path);
        int side = Math.Max(picture.Size.Width, picture.Size.Height);
        if (side > LongestSide(format))
        {
            throw new NotSupportedException($"A picture of {picture.Size} cannot be written as {format}, which ends at "
                + $"{LongestSide(format):N0} pixels a side. Choose another format.");
        }

        WholeFile.Write(path, overwrite, file => Encode(format, picture.Size, picture.Rgba, file));
    }

    private static partial void DecodePng(byte[] png, string name, PictureSize size, Span<byte> rgba);

    private static partial int LongestWebPSide();

    private static partial void Encode(OutputFormat format, PictureSize size, ReadOnlySpan<byte> rgba, Stream file);

    private static OutputFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => OutputFormat.Png,
        ".JPG" or ".JPEG" => OutputFormat.Jpeg,
        ".WEBP" => OutputFormat.WebP,
        var other => throw new NotSupportedException($"'{path}' cannot be written: "
            + (other == "" ? "its name has no extension" : $"'{other.ToLowerInvariant()}' is not a format of this program")
            + ". Name it .png, .jpg, .jpeg or .webp."),
    };

    private static void CheckIsSame(string path, PictureSize now, PictureSize probed, int length)
    {
        if (now != probed || length != probed.ByteCount)
            throw new InvalidDataException($"'{path}' changed while it was read: {probed} before, {now} now.");
    }

    // Of JPEG as libjpeg has it; a PNG takes more than an array of .NET.
    private static int LongestSide(OutputFormat format) => format switch
    {
        OutputFormat.Jpeg => 65_500,
        OutputFormat.WebP => LongestWebPSide(),
        _ => int.MaxValue,
    };

    private enum OutputFormat
    {
        Png,
        Jpeg,
        WebP,
    }
}
