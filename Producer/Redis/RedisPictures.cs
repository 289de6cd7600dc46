using IpcTutorial.Producer.Streams;
using IpcTutorial.Programs;
using IpcTutorial.Redis;

namespace IpcTutorial.Producer.Redis;

/// <summary>The pictures that another machine sends to a server, as a stream: always the newest.</summary>
internal sealed class RedisPictures(string url, int maxPixels) : IStreamSource
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _moment = TimeSpan.FromMilliseconds(20);

    private readonly TransferReport _report = new("Producer", "Fetched", "Trying again.");
    private RedisPicture? _server;
    private Picture? _next;
    private bool _isPending; // there was no slot for it

    public bool HasEnd => false;

    public PictureSize? Next(CancellationToken stop)
    {
        if (_server is null)
        {
            _server = RedisPicture.Connect(RedisUrl.Parse(url), stop);
            Console.WriteLine("Fetching pictures. Ctrl+C ends it.");
        }

        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                if (_isPending)
                    stop.WaitHandle.WaitOne(_moment);
                _next = _isPending || _report.HasFailed
                    ? _server.TryGet(maxPixels, out _, stop) ?? (_isPending ? _next : null)
                    : _server.Next(maxPixels, out _, stop);
                _report.GoesOn();
                _isPending = false;
                if (_next is not null)
                    return _next.Size;
            }
            catch (Exception e) when (e is ServerException or PictureTooLargeException or SegmentException)
            {
                _report.Failed(e);
                stop.WaitHandle.WaitOne(_pause);
            }
        }
    }

    public bool TryDraw(Span<byte> rgba, CancellationToken stop)
    {
        _next!.Rgba.CopyTo(rgba);
        return true;
    }

    // There may be no other one for hours: this one is tried again.
    public bool TrySkip(CancellationToken stop) => _isPending = true;
}
