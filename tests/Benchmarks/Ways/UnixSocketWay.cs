using System.Net.Sockets;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A Unix domain socket: a socket whose address is a path. The kernel copies in and out.</summary>
internal sealed class UnixSocketWay : IWay
{
    public string Name => "unix-socket";

    public string Title => "Unix domain socket";

    public ISender Open(string folder, PictureSize size)
    {
        string path = Path.Combine(folder, "socket");
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        return new StreamSender(path, () => new NetworkStream(listener.Accept(), ownsSocket: true), listener);
    }

    public IReceiver Connect(string address, PictureSize size)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(address));
        return new StreamReceiver(new NetworkStream(socket, ownsSocket: true));
    }
}
