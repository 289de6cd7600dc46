using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace IpcTutorial.Pictures;

// The part of PictureFile that ImageSharp does.
public static unsafe partial class PictureFile
{
    /// <inheritdoc/>
    public static partial PictureSize Probe(string path)
    {
        string? beginning = SourceFile.Check(path);
        Configuration formats = FormatsFor(new FileInfo(path).Length);
        IImageInfo info = Decode(path, () => Image.Identify(formats, path, out _))
            ?? throw SourceFile.NotAPicture(path, beginning);
        return new PictureSize(info.Width, info.Height);
    }

    /// <inheritdoc/>
    public static partial void LoadInto(string path, PictureSize size, Span<byte> rgba)
    {
        SourceFile.Check(path);
        DecodeInto(File.ReadAllBytes(path), path, size, rgba);
    }

    private static partial void DecodePng(byte[] png, string name, PictureSize size, Span<byte> rgba) =>
        DecodeInto(png, name, size, rgba);

    private static void DecodeInto(byte[] file, string name, PictureSize size, Span<byte> rgba)
    {
        if (ImageSharpGuard.IsInterlacedPng(file))
            throw new InvalidDataException($"'{name}' is an interlaced PNG, which ImageSharp may never finish.");

        if (ImageSharpGuard.IsCut(file, size))
            throw SourceFile.CutOff(name, ImageSharpGuard.IsJpeg(file));

        using Image<Rgba32> image = Decode(name, () => Image.Load<Rgba32>(FormatsFor(size.ByteCount), file));
        CheckIsSame(name, new PictureSize(image.Width, image.Height), size, rgba.Length);
        image.CopyPixelDataTo(rgba);
    }

    private static partial void Encode(OutputFormat format, PictureSize size, ReadOnlySpan<byte> rgba, Stream file)
    {
        IImageEncoder encoder = format switch
        {
            OutputFormat.Png => new PngEncoder
            {
                CompressionLevel = PngCompressionLevel.BestSpeed,
                FilterMethod = PngFilterMethod.Sub,
                ColorType = PngColorType.RgbWithAlpha,
                BitDepth = PngBitDepth.Bit8,
                TransparentColorMode = PngTransparentColorMode.Preserve,
            },
            OutputFormat.Jpeg => new JpegEncoder { Quality = 90 },
            _ => new WebpEncoder
            {
                FileFormat = WebpFileFormatType.Lossless,
                Method = WebpEncodingMethod.Fastest,
                TransparentColorMode = WebpTransparentColorMode.Preserve,
            },
        };
        fixed (byte* start = rgba)
        {
            using Image<Rgba32> image = Image.WrapMemory<Rgba32>(start, size.Width, size.Height);
            image.Save(file, encoder);
        }
    }

    private static partial int LongestWebPSide() => ImageSharpGuard.LongestWebPSide;

    // Only these four, so that a flaw in the decoder of another format cannot be reached.
    private static Configuration FormatsFor(long bytes)
    {
        var formats = new Configuration(new PngConfigurationModule(), new JpegConfigurationModule(),
            new WebpConfigurationModule(), new BmpConfigurationModule())
        {
            MemoryAllocator = new ImageSharpMemory(ImageSharpGuard.LargestBuffer(bytes)),
        };
        formats.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        formats.ImageFormatsManager.SetDecoder(JpegFormat.Instance, new JpegDecoder { IgnoreMetadata = true });
        formats.ImageFormatsManager.SetDecoder(WebpFormat.Instance, new WebpDecoder { IgnoreMetadata = true });
        return formats;
    }

    private static T Decode<T>(string name, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (UnknownImageFormatException e)
        {
            throw SourceFile.NotAPicture(name, null, e);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or UnauthorizedAccessException or FileNotFoundException))
        {
            // ImageSharp's own exceptions, and on damaged files whatever its decoders run into.
            throw SourceFile.Damaged(name, e.Message.TrimEnd('.'), e);
        }
    }
}
