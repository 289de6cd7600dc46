using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace IpcTutorial.Pictures;

// The part of PictureFile that ImageSharp does.
public static unsafe partial class PictureFile
{
    /// <inheritdoc/>
    public static partial PictureSize Probe(string path)
    {
        CheckIsFile(path);
        ImageInfo info = Decode(path, () => Image.Identify(Options(), path));
        return new PictureSize(info.Width, info.Height);
    }

    /// <inheritdoc/>
    public static partial void LoadInto(string path, PictureSize size, Span<byte> rgba)
    {
        CheckIsFile(path);
        using Image<Rgba32> image = Decode(path, () => Image.Load<Rgba32>(OptionsFor(size), path));
        Copy(image, path, size, rgba);
    }

    private static partial void DecodePng(byte[] png, string name, PictureSize size, Span<byte> rgba)
    {
        using Image<Rgba32> image = Decode(name, () => Image.Load<Rgba32>(OptionsFor(size), png));
        Copy(image, name, size, rgba);
    }

    private static void Copy(Image<Rgba32> image, string name, PictureSize size, Span<byte> rgba)
    {
        CheckIsSame(name, new PictureSize(image.Width, image.Height), size, rgba.Length);

        // 3.1.12 reads these wrongly: after an interlace pass without pixels, the next one starts at a wrong row.
        if (image.Width < 5 && image.Metadata.DecodedImageFormat is PngFormat
            && image.Metadata.GetPngMetadata().InterlaceMethod == PngInterlaceMode.Adam7)
        {
            throw new InvalidDataException(
                $"'{name}' cannot be read: ImageSharp misreads interlaced PNGs that are narrower than 5 pixels.");
        }

        image.CopyPixelDataTo(rgba);
    }

    private static partial void Encode(OutputFormat format, PictureSize size, ReadOnlySpan<byte> rgba, Stream file)
    {
        ImageEncoder encoder = format switch
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
            using Image<Rgba32> image = Image.WrapMemory<Rgba32>(start, rgba.Length, size.Width, size.Height);
            try
            {
                image.Save(file, encoder);
            }
            catch (ImageFormatException e)
            {
                throw CannotEncode(format, size, e);
            }
        }
    }

    // With a limit for each buffer. The file may ask for more by now than when it was probed, and a PNG with two headers
    // always does: Identify believes the last one, and Load the first. What a decoder itself needs is at most about twice
    // the picture, and for a tiny one a little more.
    private static DecoderOptions OptionsFor(PictureSize size) => Options(64 + (int)(2 * size.ByteCount >> 20));

    private static DecoderOptions Options(int? bufferMegabytes = null) => new()
    {
        // Only these four, so that a flaw in the decoder of another format cannot be reached.
        Configuration = new Configuration(new PngConfigurationModule(), new JpegConfigurationModule(),
            new WebpConfigurationModule(), new BmpConfigurationModule())
        {
            MemoryAllocator = MemoryAllocator.Create(new() { AllocationLimitMegabytes = bufferMegabytes }),
        },
        MaxFrames = 1,
        SkipMetadata = true,
    };

    private static T Decode<T>(string name, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (UnknownImageFormatException e)
        {
            throw NotAPicture(name, e);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or UnauthorizedAccessException or FileNotFoundException))
        {
            // ImageSharp's own exceptions, and on damaged files whatever its decoders run into.
            throw SourceFile.Damaged(name, e.Message.TrimEnd('.'), e);
        }
    }
}
