using IpcTutorial.Programs;
using IpcTutorial.Streams;

namespace IpcTutorial.Consumer.Streams;

/// <summary>What the Consumer tells the user of a stream.</summary>
/// <param name="status">Where to.</param>
/// <param name="every">Whether it wants every picture: then each that it misses is worth a line.</param>
/// <param name="isDrawn">Whether pictures are drawn where the lines would be: then <see cref="Status"/> stands below them.</param>
internal sealed class FollowReport(StatusLine status, bool every, bool isDrawn)
{
    private const string Gone = "The Producer is gone. Waiting for one.";

    private readonly Rate _rate = new();
    private PictureSize _size;
    private ulong _missed;
    private bool _isGone;

    internal long Count => _rate.Count;

    /// <summary>In one line, how it goes.</summary>
    internal string Status => _isGone ? Gone : $"{_rate}, {_missed:N0} missed";

    internal void Attached(PictureStreamReader reader)
    {
        status.WriteLine($"Attached to {reader.Location}: {reader.SlotCount} slots, {reader.Size:N0} bytes.");
        _rate.Restart();
    }

    internal void WaitsForStream(double seconds, SegmentKey key) =>
        status.WriteLine($"Waiting up to {seconds:0.###} s for a stream in segment '{key}'.");

    internal void Took(PictureSize size, ulong missed)
    {
        if (_isGone)
        {
            Tell("A Producer is back.");
            _rate.Restart();
        }

        _rate.Add();
        _missed += missed;
        if (size != _size)
            Tell(_size == default ? $"The pictures have {size}. Ctrl+C ends it." : $"The size has changed: {size}.");
        if (every && missed > 0)
            Tell($"Missed {Rate.Pictures(missed)}.");
        (_size, _isGone) = (size, false);
        if (status.IsDue)
            status.Show(Status);
    }

    internal void WriterGone()
    {
        _isGone = true;
        Tell(Gone);
    }

    internal void Ends()
    {
        status.End();
        status.WriteLine($"Took {Rate.Pictures(_rate.Count)}, missed {_missed:N0}.");
    }

    private void Tell(string line)
    {
        if (!isDrawn)
            status.WriteLine(line);
    }
}
