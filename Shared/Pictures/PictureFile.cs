namespace IpcTutorial.Pictures;

/// <summary>Picture files: PNG, JPEG, WebP and BMP are read; PNG, JPEG and WebP are written.</summary>
/// <remarks>
/// Pixels are RGBA, 8 bits a channel, straight (not premultiplied) alpha, rows top-down and tight, sample values as they
/// are stored: no colour management, no EXIF rotation. The library that does the work is chosen when building, with
/// <c>-p:PictureCodec=</c>; its part is the file named after it.
/// </remarks>
public static partial class PictureFile
{
    private const string Readable = "PNG, JPEG, WebP and BMP can be read";

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
    /// <exception cref="IOException">It exists, is a folder, or would be in a folder that does not exist.</exception>
    public static void CheckOutput(string path, bool overwrite)
    {
        _ = FormatOf(path);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{folder}'.");
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder; name a file in it.");
        if (!overwrite && File.Exists(path))
            throw new IOException($"'{path}' exists already. Choose another name, or replace it with --force.");
    }

    /// <summary>Writes a picture, in the format that the extension names: the whole file or, after a failure, none.</summary>
    /// <remarks>JPEG has no alpha and changes pixels a little; WebP is written without loss, but for the colour of
    /// pixels that are fully transparent.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="overwrite">Whether a file that exists may be replaced.</param>
    /// <exception cref="NotSupportedException">As <see cref="CheckOutput"/>, or the picture is too large for the
    /// format.</exception>
    /// <exception cref="IOException">As <see cref="CheckOutput"/>, the disk is full, or the file belongs to somebody
    /// else, and the new one could not.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written to.</exception>
    public static void Save(string path, Picture picture, bool overwrite)
    {
        CheckOutput(path, overwrite);
        WholeFile.Write(path, overwrite, file => Encode(FormatOf(path), picture.Size, picture.Rgba, file));
    }

    private static partial void DecodePng(byte[] png, string name, PictureSize size, Span<byte> rgba);

    private static partial void Encode(OutputFormat format, PictureSize size, ReadOnlySpan<byte> rgba, Stream file);

    private static OutputFormat FormatOf(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => OutputFormat.Png,
        ".JPG" or ".JPEG" => OutputFormat.Jpeg,
        ".WEBP" => OutputFormat.Webp,
        var other => throw new NotSupportedException($"'{path}' cannot be written: "
            + (other == "" ? "its name has no extension" : $"'{other.ToLowerInvariant()}' is not a format of this program")
            + ". Name it .png, .jpg, .jpeg or .webp."),
    };

    private static void CheckIsFile(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new IOException("That is not the name of a file; name a picture file.");
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder; name a picture file.");

        // Before it is opened: opening a pipe waits, and heeds no signal, until somebody writes into it.
        string target = File.Exists(path) ? File.ResolveLinkTarget(path, true)?.FullName ?? path : path;
        if (new FileInfo(target) is { Exists: true, Length: 0 })
            throw new InvalidDataException($"'{path}' is empty, a pipe or a device, and not a picture.");

        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.SequenceEqual("GIF8"u8))
            throw OtherFormat(path, "GIF");
        if (start.SequenceEqual("II*\0"u8) || start.SequenceEqual("MM\0*"u8))
            throw OtherFormat(path, "TIFF");
    }

    private static InvalidDataException NotAPicture(string path, Exception? inner = null) =>
        new($"'{path}' is not a picture that can be read: {Readable}.", inner);

    private static InvalidDataException OtherFormat(string path, string format) =>
        new($"'{path}' is a picture of the format {format}: {Readable}.");

    private static InvalidDataException Damaged(string path, string reason, Exception? inner = null) =>
        new($"'{path}' is damaged or cut off: {reason.TrimEnd('.')}.", inner);

    private static void CheckIsSame(string path, PictureSize now, PictureSize probed, int length)
    {
        if (now != probed || length != probed.ByteCount)
            throw new InvalidDataException($"'{path}' changed while it was read: {probed} before, {now} now.");
    }

    private static NotSupportedException CannotEncode(OutputFormat format, PictureSize size, Exception? inner = null) =>
        new($"A picture of {size} cannot be written as {format}: JPEG ends at 65,500 pixels a side, WebP at 16,383. "
            + "Choose another format.", inner);

    private enum OutputFormat
    {
        Png,
        Jpeg,
        Webp,
    }
}
