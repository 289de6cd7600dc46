using System.Net.Sockets;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>Unix domain sockets: their address is a path.</summary>
internal static class UnixSocket
{
    internal static Socket Listen(string path)
    {
        Socket socket = New();
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }

    internal static Socket Connect(string path)
    {
        Socket socket = New();
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static Socket New() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
