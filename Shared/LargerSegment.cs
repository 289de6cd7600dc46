using IpcTutorial.Storage;

namespace IpcTutorial;

/// <summary>A segment that is to take the place of a smaller one: prepared, filled, then committed. Disposed before that,
/// it leaves no trace, and the old one is as it was.</summary>
/// <remarks>It holds the life lock. The caller holds the lock of the old segment: whoever waits for that finds it retired
/// then, and goes over. First the lock, then the life lock, in this order everywhere.</remarks>
internal sealed class LargerSegment : IDisposable
{
    private readonly WritableSegment _old;
    private readonly FileStream _lifeLock;
    private bool _isCommitted;

    internal LargerSegment(
        WritableSegment old, long size, ReadOnlySpan<byte> header, TimeSpan timeout, CancellationToken cancel)
    {
        _old = old;
        _lifeLock = LifeLock.Take(old.Key, timeout, cancel);
        try
        {
            Memory = SegmentStorage.ThisSystem.Prepare(old.Key, size, header);
        }
        catch
        {
            _lifeLock.Dispose();
            throw;
        }
    }

    /// <summary>Its bytes, a header and zeros. Nobody else sees them.</summary>
    internal SegmentMemory Memory { get; }

    /// <summary>Gives it the key, in one step.</summary>
    /// <returns>The memory of the old one, retired, to be closed; on Windows it is closed already.</returns>
    /// <exception cref="SegmentException">The old one has the key still, or was removed by hand.</exception>
    internal SegmentMemory Commit()
    {
        SegmentMemory before = _old.MoveTo(Memory);
        _isCommitted = true;
        return before;
    }

    public void Dispose()
    {
        if (!_isCommitted)
            SegmentStorage.ThisSystem.Discard(_old.Key, Memory);
        _lifeLock.Dispose();
    }
}
