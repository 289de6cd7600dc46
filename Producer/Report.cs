using IpcTutorial.Programs;

namespace IpcTutorial.Producer;

/// <summary>What the Producer tells its user.</summary>
/// <param name="prefix">What each line begins with: in the demo, which of the two programs says it.</param>
internal sealed class Report(string prefix = "")
{
    /// <summary>While a large picture is read: a line that the next one overwrites.</summary>
    internal void Loading(string path)
    {
        if (!Console.IsOutputRedirected)
            Console.Write($"{prefix}Loading {Path.GetFileName(path).ToPrintable()} …\r");
    }

    internal void Loaded(string path, Picture picture) =>
        Line($"Loaded {Path.GetFileName(path).ToPrintable()}: {picture.Size}.");

    internal void Fetched(string url, Picture picture, in PictureHeader header) =>
        Line($"Fetched the picture at {url}: {Description(picture, header)}.");

    internal void Created(PictureWriter writer)
    {
        if (writer.ReplacedLeftover)
            Line("Removed a segment that a dead process had left behind.");
        Line($"Created {writer.Location}: {writer.Size:N0} bytes.");
    }

    internal void Wrote(PictureHeader header) =>
        Line($"Wrote the picture under the lock: {header.PixelBytes:N0} bytes, CRC-32 {header.Crc32:X8}.");

    internal void Waiting(TutorialSettings settings)
    {
        string arguments = settings.Arguments == "" ? "" : $" -- {settings.Arguments}";
        Line("");
        Line("The picture stays while this program is attached. In a second terminal:");
        Line($"  dotnet run --project Consumer{arguments}");
        Line(Session.Hint);
    }

    internal void Detaching() => Line("Detaching.");

    // By the clocks of two machines, which need not agree.
    internal static string Description(Picture picture, in PictureHeader header)
    {
        double now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalMicroseconds;
        double seconds = Math.Max(0, (now - header.PublishedAt) / 1e6); // whatever somebody may have written there
        string text = seconds < 120 ? $"{seconds:0.0} s"
            : seconds < 48 * 3600 ? $"{seconds / 60:N0} min"
            : $"{seconds / 86400:N0} days";
        return $"{picture.Size}, CRC-32 {picture.Crc:X8}, {text} old";
    }

    private void Line(string text) => Console.WriteLine(prefix + text);
}
