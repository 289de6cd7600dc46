using System.Diagnostics;

namespace IpcTutorial.Streams;

/// <summary>One who reads the pictures of a stream, in place. It writes nothing into the segment, and cannot.</summary>
/// <remarks>For one thread at a time. There may be as many as one likes, and none waits for another.</remarks>
/// <example><code>
/// using PictureStreamReader stream = PictureStreamReader.Attach(key, timeout);
/// while (stream.Next(TimeSpan.FromSeconds(10), out StreamedPicture picture) == StreamNews.Picture)
/// {
///     using (picture)
///         Console.WriteLine($"{picture.Header.PictureSize}, missed {picture.Missed}");
/// }
/// </code></example>
public sealed class PictureStreamReader : IDisposable
{
    private readonly SegmentKey _key;
    private readonly TimeSpan _timeout;
    private readonly int _maxPixels;
    private readonly bool _every;
    private ReadingPlace _place;
    private PictureHeader _last; // of the last picture
    private bool _isInUse;
    private bool _hasWriter = true; // as far as this reader has told: that there is none is news
    private bool _isDisposed;

    private PictureStreamReader(SegmentKey key, TimeSpan timeout, bool every, int maxPixels, CancellationToken cancel)
    {
        _key = key;
        _timeout = timeout;
        _every = every;
        _maxPixels = Math.Min(maxPixels, PictureSize.MaxPixels);
        _place = ReadingPlace.Attach(key, timeout, every, cancel);
    }

    /// <inheritdoc cref="SharedSegment.Location"/>
    public string Location => Stream.Location;

    /// <inheritdoc cref="SharedSegment.Size"/>
    public long Size => Stream.Size;

    /// <inheritdoc cref="PictureStreamWriter.SlotCount"/>
    public int SlotCount => Stream.SlotCount;

    /// <summary>Whether somebody is there who writes.</summary>
    public bool HasWriter => Stream.Locks.HasWriter;

    private StreamSegment Stream => _place.Stream;

    /// <summary>Attaches to a stream.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="timeout">How long to wait while others create, attach or detach.</param>
    /// <param name="every">Whether to keep each picture until the next one is locked, so that a writer which waits for its
    /// readers (<see cref="PictureStreamWriter.TryLoanInTurn"/>) loses none. In between it has two slots. Otherwise
    /// <see cref="Next"/> gives the latest, whatever was missed.</param>
    /// <param name="maxPixels">The most pixels that a picture may have.</param>
    /// <param name="cancel">Ends waiting.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.WrongKind"/>: the segment of this key has one picture; and
    /// those of <see cref="SharedSegment.Attach"/>.</exception>
    public static PictureStreamReader Attach(SegmentKey key, TimeSpan timeout, bool every = false,
        int maxPixels = PictureSize.MaxPixels, CancellationToken cancel = default) =>
        new(key, timeout, every, maxPixels, cancel);

    /// <summary>Waits for a picture that this reader has not had.</summary>
    /// <param name="timeout">How long.</param>
    /// <param name="picture">The picture, to be disposed.</param>
    /// <param name="cancel">Ends waiting, within a quarter of a second.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.BadHeader"/>.</exception>
    /// <exception cref="PictureTooLargeException">The picture has more pixels than this reader accepts.</exception>
    /// <exception cref="InvalidOperationException">The picture before is not disposed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    // docs: next-picture
    public StreamNews Next(TimeSpan timeout, out StreamedPicture picture, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isInUse)
            throw new InvalidOperationException("One picture at a time: dispose the one before.");

        picture = default;
        long start = Stopwatch.GetTimestamp();
        bool hasSlept = false;
        while (true)
        {
            cancel.ThrowIfCancellationRequested(); // also where there is always a picture
            Stream.CheckIsWhole();
            uint count = Stream.Bell.Count; // before all that follows: whatever changes after it, ends the sleep below
            if (_place.TryAdvance())
            {
                picture = Open();
                return StreamNews.Picture;
            }

            if (!Stream.HasKeyStill && TryFollow(cancel) && Stream.HasKeyStill)
            {
                hasSlept = false;
                continue;
            }

            if (HasWriter)
            {
                _hasWriter = true;
            }
            else if (_hasWriter && hasSlept && Stream.Bell.Count == count) // at first it may be about to come
            {
                _hasWriter = false;
                return StreamNews.WriterGone;
            }

            TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return StreamNews.Timeout;
            Stream.Bell.Wait(count, left < Bell.Slice ? left : Bell.Slice);
            hasSlept = true;
        }
    }
    // docs: end

    /// <summary>Detaches.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _isInUse = false;
        Stream.Dispose(); // and the kernel ends its locks with it
    }

    internal void LetGo(ulong sequence)
    {
        if (!_isInUse || sequence != _last.Sequence)
            return;

        _isInUse = false;
        _place.Finish();
    }

    private StreamedPicture Open()
    {
        PictureHeader header = Stream.CopyOfHeader(_place.Slot); // which nobody can change between check and use
        header.CheckPicture(Stream.SlotSize, Location);
        if (header.PictureSize.PixelCount > _maxPixels)
            throw new PictureTooLargeException($"The picture in {Location}", header.PictureSize, _maxPixels);

        ulong last = _last.Sequence;
        ulong missed = last == 0 || header.Sequence <= last ? 0 : ((header.Sequence - last) / 2) - 1;
        _last = header; // a stream that was created anew counts anew
        _isInUse = _hasWriter = true;
        return new StreamedPicture(this, header, Stream.PixelsOf(_place.Slot, header.PixelBytes), missed);
    }

    // Goes over to the segment that the stream has moved to.
    private bool TryFollow(CancellationToken cancel)
    {
        StreamSegment before = Stream;
        if (OperatingSystem.IsWindows())
            before.Dispose(); // or the larger one cannot have the name
        var deadline = new Deadline(_timeout);
        while (true)
        {
            try
            {
                _place = ReadingPlace.Attach(_key, _timeout, _every, cancel);
                _place.LeaveOut(_last); // on Windows it may be the one of before, if another reader has stayed in it
                before.Dispose(); // only now: a writer that waits for us looks for us here
                return true;
            }
            catch (SegmentException e) when (e.Error == SegmentError.NotFound)
            {
                if (!OperatingSystem.IsWindows())
                    return false; // its writer died at it: stay here, and look again
                if (!deadline.WaitAMoment(cancel))
                    throw;
            }
        }
    }
}
