using System.Runtime.Versioning;
using IpcTutorial.Programs;
using IpcTutorial.Qt;

namespace IpcTutorial.Producer.Qt;

/// <summary>A picture in a segment of Qt's, that another picture may replace.</summary>
[SupportedOSPlatform("linux")]
internal sealed class QtPublication(QtKey key, TimeSpan timeout) : IDisposable
{
    private QtPictureSegment? _segment;

    internal string State => _segment is null
        ? "There is no picture in the segment now. Name another, or the same once more."
        : "The picture in the segment is still the one before.";

    /// <summary>Detaches, and creates anew: a segment of Qt's has the size of its picture, and nothing in it tells a
    /// reader that it should move to another.</summary>
    internal void Replace(Picture picture, CancellationToken stop)
    {
        Dispose();
        _segment = QtPictureSegment.Publish(key, picture, timeout, stop);
        if (_segment.ReplacedLeftover)
            Console.WriteLine("Removed a segment to which nobody was attached.");
        Console.WriteLine($"Created Qt's segment '{key.Value.ToPrintable()}': {_segment.Size:N0} bytes.");
        Console.WriteLine("Wrote the picture as PNG, under Qt's lock.");
    }

    public void Dispose()
    {
        _segment?.Dispose();
        _segment = null;
    }
}
