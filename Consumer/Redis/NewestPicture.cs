using IpcTutorial.Programs;
using IpcTutorial.Redis;
using IpcTutorial.Streams;

namespace IpcTutorial.Consumer.Redis;

/// <summary>The newest picture of a segment, whether it holds one or a stream of them.</summary>
internal sealed class NewestPicture(TutorialSettings settings) : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _slice = TimeSpan.FromMilliseconds(250);

    private PictureStreamReader? _stream;
    private PictureHeader _last;

    /// <summary>Waits a moment for a picture that is newer than the one taken last.</summary>
    /// <returns>Null if none has come.</returns>
    internal Picture? TryTake(out PictureHeader header, CancellationToken stop)
    {
        if (_stream is null && TryTakeOne(out header, stop) is { } picture)
            return picture;
        if (_stream is not null)
            return TryTakeOfStream(_stream, out header, stop);

        header = default;
        stop.WaitHandle.WaitOne(_pause);
        stop.ThrowIfCancellationRequested();
        return null;
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    // Attached for a moment only: who stays attached keeps a segment alive whose Producer is gone.
    private Picture? TryTakeOne(out PictureHeader header, CancellationToken stop)
    {
        try
        {
            using PictureReader reader = PictureReader.Attach(settings.Key, settings.LockTimeout, settings.MaxPixels, stop);
            header = reader.Header;
            if (IsLast(header))
                return null;

            using (HeldPicture held = reader.Hold(stop))
                RedisPicture.CheckSize(held.Header.PictureSize); // before it is copied
            Picture picture = reader.Take(out header, stop);
            _last = header;
            return picture;
        }
        catch (SegmentException e) when (e.Error == SegmentError.WrongKind)
        {
            _stream = PictureStreamReader.Attach(settings.Key, settings.LockTimeout, maxPixels: settings.MaxPixels, cancel: stop);
            header = default;
            return null;
        }
    }

    private Picture? TryTakeOfStream(PictureStreamReader stream, out PictureHeader header, CancellationToken stop)
    {
        StreamNews news;
        StreamedPicture picture;
        try
        {
            news = stream.Next(_slice, out picture, stop);
        }
        catch (Exception e) when (e is SegmentException or ObjectDisposedException)
        {
            Dispose(); // what has the key now may be no stream
            throw e as SegmentException ?? new SegmentException(SegmentError.NotFound, $"Segment '{settings.Key}' is gone.", e);
        }

        header = picture.Header;
        if (news == StreamNews.WriterGone)
            Dispose();
        if (news != StreamNews.Picture)
            return null;

        using (picture)
        {
            if (IsLast(header))
                return null;

            RedisPicture.CheckSize(header.PictureSize);
            _last = header;
            return new Picture(header.PictureSize, picture.Rgba.ToArray()); // sending takes longer than a slot should be held
        }
    }

    private bool IsLast(in PictureHeader header) => (header.PublishedAt, header.Sequence, header.ProducerPid)
        == (_last.PublishedAt, _last.Sequence, _last.ProducerPid);
}
