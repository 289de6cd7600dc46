using System.CommandLine;
using System.Globalization;
using IpcTutorial.Producer.Redis;
using IpcTutorial.Programs;
using IpcTutorial.Streams;

namespace IpcTutorial.Producer.Streams;

/// <summary>The options of the Producer for a stream, and what they mean.</summary>
internal static class StreamOptions
{
    private const double PicturesASecondOfAnimation = 30;

    private static readonly Option<bool> _stream = new("--stream")
    {
        Description = "Publish PICTUREs, a folder of them, or '-' (raw pixels), one after the other; without: an animation",
    };

    private static readonly Option<string?> _size = new("--size")
    {
        HelpName = "WxH",
        Description = "Of '-': width and height in pixels, each of 4 bytes (red, green, blue, alpha)",
    };

    private static readonly Option<double?> _fps = TutorialCommandLine.Number(
        "--fps", "COUNT", "How many a second (as they come; an animation: 30)", 0.01, 10_000);

    private static readonly Option<double?> _slots = TutorialCommandLine.Number(
        "--slots", "COUNT", $"How many pictures the segment has room for ({PictureStreamWriter.DefaultSlotCount})",
        StreamHeader.MinSlots, StreamHeader.MaxSlots, isWhole: true);

    private static readonly Option<bool> _every = new("--every")
    {
        Description = "Wait for readers with --every, so that they miss no picture",
    };

    internal static (string Title, Option[] Options) Group => ("A stream of pictures", [_stream, _size, _fps, _slots, _every]);

    internal static bool Every(ParseResult commandLine) => commandLine.GetValue(_every);

    internal static int SlotCount(ParseResult commandLine) =>
        (int)(commandLine.GetValue(_slots) ?? PictureStreamWriter.DefaultSlotCount);

    internal static double? PicturesASecond(ParseResult commandLine, IStreamSource source) =>
        commandLine.GetValue(_fps) ?? (source is Animation ? PicturesASecondOfAnimation : null);

    /// <inheritdoc cref="TutorialCommandLine.AsksForStream"/>
    internal static bool IsWanted(ParseResult commandLine, IEnumerable<Option> others) =>
        commandLine.AsksForStream(_stream, Group.Options, others);

    /// <exception cref="SettingsException">The size is missing, or is none, or has no use.</exception>
    internal static IStreamSource Source(ParseResult commandLine, string[] sources, int maxPixels)
    {
        string? size = commandLine.GetValue(_size);
        if (sources is ["-"])
        {
            return new RawPixels(Size(size ?? throw new SettingsException(
                "'-' gives pixels, and does not say how many a row has: add --size WIDTHxHEIGHT."), maxPixels));
        }

        if (size is not null)
            throw new SettingsException("--size is for '-': a picture file says its size itself.");
        if (sources is [var url] && ServerAddress.IsMeant(url))
            return new RedisPictures(url, maxPixels);
        return sources.Length == 0 ? new Animation(maxPixels) : new PictureFiles(sources, maxPixels);
    }

    private static PictureSize Size(string text, int maxPixels)
    {
        string[] parts = text.Split('x', 'X', '×');
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            || width < 1 || height < 1)
        {
            throw new SettingsException($"--size is '{text}', and must be WIDTHxHEIGHT in pixels, as 1920x1080.");
        }

        var size = new PictureSize(width, height);
        size.Check(maxPixels, "A picture of '-'");
        return size;
    }
}
