using SkiaSharp;

namespace IpcTutorial.Pictures;

// The part of PictureFile that SkiaSharp does.
public static unsafe partial class PictureFile
{
    /// <inheritdoc/>
    public static partial PictureSize Probe(string path)
    {
        using SKCodec codec = Open(path);
        return SizeOf(codec);
    }

    /// <inheritdoc/>
    public static partial void LoadInto(string path, PictureSize size, Span<byte> rgba)
    {
        using SKCodec codec = Open(path);
        Decode(codec, path, size, rgba);
    }

    private static partial void DecodePng(byte[] png, string name, PictureSize size, Span<byte> rgba)
    {
        using SKData data = SKData.CreateCopy(png);
        using SKCodec codec = SKCodec.Create(data) ?? throw SourceFile.NotAPicture(name, "PNG");
        Decode(codec, name, size, rgba);
    }

    private static void Decode(SKCodec codec, string name, PictureSize size, Span<byte> rgba)
    {
        CheckIsSame(name, SizeOf(codec), size, rgba.Length);
        SKImageInfo info = Rgba(size);
        fixed (byte* start = rgba)
        {
            SKCodecResult result = codec.GetPixels(info, (nint)start, info.RowBytes, SKCodecOptions.Default);
            if (result == SKCodecResult.IncompleteInput)
                throw SourceFile.CutOff(name, codec.EncodedFormat == SKEncodedImageFormat.Jpeg);
            if (result != SKCodecResult.Success)
                throw SourceFile.Damaged(name, result.ToString());
        }
    }

    private static partial void Encode(OutputFormat format, PictureSize size, ReadOnlySpan<byte> rgba, Stream file)
    {
        fixed (byte* start = rgba)
        {
            SKImageInfo info = Rgba(size);
            using var pixels = new SKPixmap(info, (nint)start, info.RowBytes);

            // To memory, then with .NET to the file: an encoder that writes into a stream takes the whole process down
            // when the disk is full. PNG: these settings are four times as fast as the default, and 10 % larger.
            using SKData? data = format switch
            {
                OutputFormat.Png => pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.Sub, 1)),
                OutputFormat.Jpeg => pixels.Encode(new SKJpegEncoderOptions(
                    90, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore)),
                _ => pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 0)),
            };
            file.Write((data ?? throw new InsufficientMemoryException()).AsSpan());
        }
    }

    private static partial int LongestWebPSide() => 16_383; // which is that of the format

    private static SKCodec Open(string path)
    {
        string? beginning = SourceFile.Check(path);
        SKCodec codec = Create(path) ?? throw SourceFile.NotAPicture(path, beginning);
        if (codec.EncodedFormat is SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg
            or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Bmp)
        {
            return codec;
        }

        using (codec)
            throw SourceFile.OtherFormat(path, codec.EncodedFormat.ToString());
    }

    // By its path, which is quickest; but what is native knows none of more than 260 characters on Windows.
    private static SKCodec? Create(string path)
    {
        if (!OperatingSystem.IsWindows())
            return SKCodec.Create(path, out _);

        using FileStream file = File.OpenRead(path);
        using SKData data = SKData.Create(file);
        return SKCodec.Create(data);
    }

    private static PictureSize SizeOf(SKCodec codec) => new(codec.Info.Width, codec.Info.Height);

    // Without a colour space, or the values would be converted to it. Premultiplied alpha would lose the colour of
    // transparent pixels.
    private static SKImageInfo Rgba(PictureSize size) =>
        new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
}
