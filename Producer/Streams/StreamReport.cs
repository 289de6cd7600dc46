using IpcTutorial.Programs;
using IpcTutorial.Streams;

namespace IpcTutorial.Producer.Streams;

/// <summary>What the Producer tells the user of a stream.</summary>
internal sealed class StreamReport(PictureStreamWriter writer)
{
    private readonly StatusLine _status = new(Console.Out, !Console.IsOutputRedirected);
    private readonly Rate _rate = new();
    private string? _obstacle; // that the user has been told of

    internal void Begins(TutorialSettings settings, PictureSize size, int slotCount, bool every)
    {
        if (writer.ReplacedLeftover)
            _status.WriteLine("Removed a segment that a dead process had left behind.");
        _status.WriteLine($"Stream in {writer.Location}: {writer.SlotCount} slots, {writer.Size:N0} bytes.");
        if (writer.SlotCount != slotCount)
            _status.WriteLine($"Readers have it still, with its {writer.SlotCount} slots. For {slotCount}, end them first.");
        _status.WriteLine($"Publishing pictures of {size}. Ctrl+C ends it. In a second terminal:");
        string arguments = $"--follow --show{(every ? " --every" : "")} {settings.Arguments}".TrimEnd();
        _status.WriteLine($"  dotnet run --project Consumer -- {arguments}");
    }

    internal void Published()
    {
        if (_obstacle is not null)
        {
            _status.WriteLine("Going on.");
            _rate.Restart();
        }

        _obstacle = null;
        _rate.Add();
        if (_status.IsDue)
            ShowStatus();
    }

    internal void Skipped()
    {
        Waits($"Readers hold all {writer.SlotCount} slots: pictures are skipped until one lets go.");
        if (_status.IsDue)
            ShowStatus();
    }

    internal void WaitsForReaders() => Waits(writer.HasEveryReader
        ? "Waiting for a reader that is behind."
        : "Waiting for a reader that wants every picture: Consumer --follow --every");

    internal void WaitsForLast() => Waits("All is published. Waiting for a reader that has not taken the last picture.");

    internal void Ends()
    {
        _status.End();
        _status.WriteLine($"Published {Rate.Pictures(_rate.Count)}, skipped {writer.Skipped:N0}.");
    }

    private void Waits(string why)
    {
        if (_obstacle != why)
            _status.WriteLine(why);
        _obstacle = why;
    }

    private void ShowStatus() => _status.Show($"{_rate}, {writer.Skipped:N0} skipped");
}
