using System.Buffers.Binary;

namespace IpcTutorial.Pictures;

/// <summary>Looks at a file before a codec does: these have one error for all that can be wrong.</summary>
internal static class SourceFile
{
    private const string Readable = "PNG, JPEG, WebP and BMP can be read";

    // Where the mark of a format stands, and what it is.
    private static readonly (string Format, int Offset, byte[] Mark)[] _others =
    [
        ("GIF", 0, [.. "GIF8"u8]),
        ("TIFF", 0, [.. "II*\0"u8]),
        ("TIFF", 0, [.. "MM\0*"u8]),
        ("AVIF", 4, [.. "ftypavi"u8]),
        ("HEIF", 4, [.. "ftyphei"u8]),
        ("HEIF", 4, [.. "ftypmif1"u8]),
        ("JPEG XL", 0, [0xFF, 0x0A]),
        ("JPEG XL", 4, [.. "JXL "u8]),
        ("JPEG 2000", 0, [0xFF, 0x4F, 0xFF, 0x51]),
        ("JPEG 2000", 4, [.. "jP  "u8]),
        ("ICO", 0, [0, 0, 1, 0]),
        ("PSD", 0, [.. "8BPS"u8]),
        ("SVG", 0, [.. "<svg"u8]),
        ("SVG, or another of XML", 0, [.. "<?xml"u8]),
        ("PDF", 0, [.. "%PDF"u8]),
        ("QOI", 0, [.. "qoif"u8]),
        ("PBM, PGM or PPM", 0, [.. "P4\n"u8]),
        ("PBM, PGM or PPM", 0, [.. "P5\n"u8]),
        ("PBM, PGM or PPM", 0, [.. "P6\n"u8]),
    ];

    /// <summary>Refuses what is no file, or a picture of a kind that no codec here reads.</summary>
    /// <returns>As what it begins: PNG, JPEG, WebP or BMP; or <see langword="null"/>.</returns>
    /// <exception cref="InvalidDataException">It is of another format, or empty.</exception>
    /// <exception cref="IOException">It is a folder, or as <see cref="File.OpenRead"/>.</exception>
    internal static string? Check(string path)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            throw new IOException("That is not the name of a file; name a picture file.");
        string fullPath = FullPath(path);
        if (Directory.Exists(fullPath))
            throw new IOException($"'{path}' is a folder; name a picture file.");
        if (path.Contains('\uFFFD', StringComparison.Ordinal) && !File.Exists(fullPath))
            throw new FileNotFoundException($"'{path}' cannot be opened: .NET knows names in UTF-8 only. Rename the file.");

        // Before it is opened: opening a pipe waits, and heeds no signal, until somebody writes into it.
        string target = File.Exists(fullPath) ? File.ResolveLinkTarget(fullPath, true)?.FullName ?? fullPath : fullPath;
        if (new FileInfo(target) is { Exists: true, Length: 0 })
            throw new InvalidDataException($"'{path}' is empty, a pipe or a device, and not a picture.");

        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[32];
        start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        foreach ((string format, int offset, byte[] mark) in _others)
        {
            if (start[Math.Min(offset, start.Length)..].StartsWith(mark))
                throw OtherFormat(path, format);
        }

        string? ours = FormatOf(start);
        if (ours == "JPEG" && JpegKind(file) is { } kind)
            throw new InvalidDataException($"'{path}' is a JPEG {kind}, which cannot be read here.");
        return ours;
    }

    /// <summary>Its full path.</summary>
    /// <exception cref="DirectoryNotFoundException">It is relative to the current folder, which somebody removed.</exception>
    internal static string FullPath(string path)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (FileNotFoundException e)
        {
            throw new DirectoryNotFoundException($"'{path}' cannot be found: the current folder does not exist any more.", e);
        }
    }

    /// <summary>A codec made nothing of it.</summary>
    internal static InvalidDataException NotAPicture(string path, string? beginning, Exception? inner = null) =>
        new(beginning is null
            ? $"'{path}' is not a picture that can be read: {Readable}."
            : $"'{path}' begins as {beginning}, and is damaged, cut off, or of a kind that cannot be read here.", inner);

    internal static InvalidDataException Damaged(string path, string reason, Exception? inner = null) =>
        new($"'{path}' is damaged, cut off, or of a kind that cannot be read here ({reason}).", inner);

    internal static InvalidDataException CutOff(string path, bool isJpeg) =>
        new(isJpeg
            ? $"'{path}' has no end marker: it is cut off, or its last bytes were never written."
            : $"'{path}' is cut off.");

    internal static InvalidDataException OtherFormat(string path, string format) =>
        new($"'{path}' is a picture of the format {format}: {Readable}.");

    private static string? FormatOf(ReadOnlySpan<byte> start) =>
        start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "JPEG"
        : start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "PNG"
        : start.StartsWith("BM"u8) ? "BMP"
        : start.StartsWith("RIFF"u8) && start.Length > 12 && start[8..].StartsWith("WEBP"u8) ? "WebP"
        : null;

    // JPEG (ITU-T T.81, B.1.1.3): segments of a marker and a length follow each other; the one of the frame says what kind of
    // picture it is, and no codec here knows them all.
    private static string? JpegKind(FileStream file)
    {
        Span<byte> segment = stackalloc byte[5];
        file.Position = 2;
        while (file.ReadAtLeast(segment, segment.Length, throwOnEndOfStream: false) == segment.Length && segment[0] == 0xFF)
        {
            byte marker = segment[1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return (marker & 3) == 3 ? "without loss (SOF" + (marker - 0xC0) + ")"
                    : segment[4] != 8 ? $"of {segment[4]} bits a channel"
                    : null;
            }

            file.Position += BinaryPrimitives.ReadUInt16BigEndian(segment[2..]) - 3;
        }

        return null;
    }
}
