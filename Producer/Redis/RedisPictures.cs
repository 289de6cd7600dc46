using IpcTutorial.Producer.Streams;
using IpcTutorial.Programs;
using IpcTutorial.Redis;

namespace IpcTutorial.Producer.Redis;

/// <summary>The pictures that another machine sends to a server, as a stream: always the newest.</summary>
internal sealed class RedisPictures(string url, int maxPixels) : IStreamSource
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly TransferReport _report = new("Producer", "Fetched", "Trying again.");
    private RedisPicture? _server;
    private Picture? _next;

    public PictureSize? Next(CancellationToken stop)
    {
        _server ??= RedisPicture.Connect(RedisUrl.Parse(url), stop);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                _next = _server.Next(maxPixels, out _, stop);
                return _next.Size;
            }
            catch (Exception e) when (e is ServerException or PictureTooLargeException)
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

    public bool TrySkip(CancellationToken stop) => true;
}
