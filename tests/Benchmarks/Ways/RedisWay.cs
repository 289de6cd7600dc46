using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using IpcTutorial.Redis;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A server of the Redis protocol on the same machine, as chapter 20 uses it between two: over TCP, in, and out again.
/// </summary>
internal sealed class RedisWay : IWay
{
    public string Name => "redis";

    public string Title => "Redis, loopback";

    public string? Missing =>
        !OperatingSystem.IsLinux() ? "Redis is measured on Linux only."
        : ChildDaemon.IsInstalled("redis-server") ? null
        : "There is no redis-server in the PATH. On Debian and Ubuntu: apt install redis-server";

    public ISender Open(string folder, PictureSize size) => new Sender(folder);

    public IReceiver Connect(string address, PictureSize size) => new Receiver(address);

    private sealed class Sender : ISender
    {
        private readonly ChildDaemon _daemon;
        private readonly RedisPicture _server;
        private ulong _sequence;

        internal Sender(string folder)
        {
            int port = FreePort();
            _daemon = new ChildDaemon(["redis-server", "--save", "", "--bind", "127.0.0.1", "--port", $"{port}", "--dir", folder]);
            while (!(_daemon.Output.ReadLine() ?? throw new InvalidOperationException("redis-server did not start."))
                       .Contains("Ready to accept connections", StringComparison.Ordinal))
            {
            }

            Address = string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}/benchmarks");
            _server = RedisPicture.Connect(RedisUrl.Parse(Address), default);
        }

        public string Address { get; }

        public Process Between => _daemon.Process;

        public void Send(Picture picture) => _server.Put(picture, new PictureHeader
        {
            Magic = PictureHeader.ExpectedMagic,
            Version = PictureHeader.ExpectedVersion,
            HeaderSize = PictureHeader.Length,
            Sequence = _sequence += 2,
            Width = picture.Size.Width,
            Height = picture.Size.Height,
            Stride = 4 * picture.Size.Width,
            PixelFormat = PictureHeader.Rgba8,
            PixelBytes = picture.Size.ByteCount,
        }, default);

        public void Dispose()
        {
            _server.Dispose();
            _daemon.Dispose();
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }

    private sealed class Receiver(string address) : IReceiver
    {
        private readonly RedisPicture _server = RedisPicture.Connect(RedisUrl.Parse(address), default);
        private Picture? _picture;

        public void Receive(byte[] rgba) => _picture = _server.Next(PictureSize.MaxPixels, out _, default);

        public uint Checksum(byte[] rgba) => _picture!.Crc;

        public void Dispose() => _server.Dispose();
    }
}
