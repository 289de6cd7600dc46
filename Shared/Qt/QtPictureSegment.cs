using System.Runtime.Versioning;
using IpcTutorial.Pictures;

namespace IpcTutorial.Qt;

/// <summary>A segment with a picture in it, as programs written with Qt share it.</summary>
/// <example>
/// <code>
/// // in one process; any program of Qt may be the other
/// using var segment = QtPictureSegment.Publish(new QtKey("Shared"), picture, timeout);
///
/// // in another
/// using var segment = QtPictureSegment.Attach(new QtKey("Shared"), timeout);
/// Picture picture = segment.Take(maxPixels);
/// </code>
/// </example>
[SupportedOSPlatform("linux")]
public sealed class QtPictureSegment : IDisposable
{
    private readonly QtKey _key;
    private readonly QtSegment _segment;

    private QtPictureSegment(QtKey key, QtSegment segment)
    {
        _key = key;
        _segment = segment;
    }

    /// <summary>Bytes in the segment.</summary>
    public long Size => _segment.Size;

    /// <inheritdoc cref="QtSegment.ReplacedLeftover"/>
    public bool ReplacedLeftover => _segment.ReplacedLeftover;

    /// <summary>Creates a segment that is as large as the picture needs, and writes the picture into it.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="timeout">How long to wait for the lock.</param>
    /// <param name="cancel">Ends that wait.</param>
    /// <exception cref="SegmentException">As in <see cref="QtSegment.Create"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the lock.</exception>
    public static QtPictureSegment Publish(
        QtKey key, Picture picture, TimeSpan timeout, CancellationToken cancel = default)
    {
        // The size of the segment is that of the PNG: so it cannot be created before.
        byte[] payload = QtPicture.Encode(picture);
        QtSegment segment = QtSegment.Create(key, payload.Length, timeout, cancel);
        try
        {
            using QtHeldLock held = segment.Lock.Acquire(cancel);
            payload.CopyTo(segment.AsSpan());
            return new QtPictureSegment(key, segment);
        }
        catch
        {
            segment.Dispose();
            throw;
        }
    }

    /// <summary>Attaches to the segment of another process, to read.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="timeout">How long to wait for the lock, now and in <see cref="Take"/>.</param>
    /// <param name="cancel">Ends that wait.</param>
    /// <exception cref="SegmentException">As in <see cref="QtSegment.Attach"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the lock.</exception>
    public static QtPictureSegment Attach(QtKey key, TimeSpan timeout, CancellationToken cancel = default) =>
        new(key, QtSegment.Attach(key, timeout, cancel: cancel));

    /// <summary>Copies the picture out of the segment, under the lock.</summary>
    /// <param name="maxPixels">The most pixels to accept.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.LockTimeout"/>, <see cref="SegmentError.NotReady"/>,
    /// <see cref="SegmentError.BadHeader"/>, <see cref="SegmentError.OutOfResources"/>.</exception>
    /// <exception cref="InvalidDataException">The picture is damaged or cut off.</exception>
    /// <exception cref="PictureTooLargeException">It has more pixels.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while it waited for the lock.</exception>
    public Picture Take(int maxPixels, CancellationToken cancel = default)
    {
        // A copy, and no more under the lock: decoding takes its time.
        byte[] png;
        using (_segment.Lock.Acquire(cancel))
            png = QtPicture.FindPng(_segment.AsReadOnlySpan(), _key.SegmentName).ToArray();
        return PictureFile.ReadPng(png, QtPicture.SizeOf(png), maxPixels, _key.SegmentName);
    }

    /// <summary>Detaches.</summary>
    public void Dispose() => _segment.Dispose();
}
