using System.Net.Sockets;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A Unix domain socket: like TCP, without the packets. The kernel copies in and out.</summary>
internal sealed class UnixSocketWay : IWay
{
    public string Name => "unix-socket";

    public string Title => "Unix domain socket";

    public ISender Open(string folder, PictureSize size)
    {
        string path = Path.Combine(folder, "socket");
        Socket listener = UnixSocket.Listen(path);
        return new StreamSender(path, () => new NetworkStream(listener.Accept(), ownsSocket: true), listener);
    }

    public IReceiver Connect(string address, PictureSize size) =>
        new StreamReceiver(new NetworkStream(UnixSocket.Connect(address), ownsSocket: true));
}
