using System.Net.Sockets;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>What the two processes of a pair tell each other beside the picture: a byte at a time, over a Unix domain
/// socket. It is the same for all ways, and the bell for those that wake nobody.</summary>
internal sealed class Control : IDisposable
{
    private readonly Socket _socket;

    private Control(Socket socket) => _socket = socket;

    internal static Socket Listen(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        return listener;
    }

    internal static Control Accept(Socket listener) => new(listener.Accept());

    internal static Control Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return new Control(socket);
    }

    /// <summary>Tells the other side that it is its turn.</summary>
    internal void Ring() => _socket.Send([1]);

    /// <summary>Waits for the other side to ring.</summary>
    /// <exception cref="EndOfStreamException">It has ended.</exception>
    internal void Await()
    {
        Span<byte> bell = stackalloc byte[1];
        if (_socket.Receive(bell) == 0)
            throw new EndOfStreamException("The other process of the pair has ended.");
    }

    internal void Send(ReadOnlySpan<byte> bytes) => _socket.Send(bytes);

    internal void Receive(Span<byte> bytes)
    {
        for (int read = 0; read < bytes.Length;)
        {
            int count = _socket.Receive(bytes[read..]);
            read += count > 0 ? count : throw new EndOfStreamException("The other process of the pair has ended.");
        }
    }

    public void Dispose() => _socket.Dispose();
}
