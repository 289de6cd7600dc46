using System.Net.Sockets;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>What the two processes of a pair tell each other beside the picture: a byte at a time, over a Unix domain
/// socket. It is the same for all ways, and the bell for those that wake nobody.</summary>
internal sealed class Control(Socket socket) : IDisposable
{
    /// <summary>Tells the other side that it is its turn.</summary>
    internal void Ring() => socket.Send([1]);

    /// <summary>Waits for the other side to ring.</summary>
    /// <exception cref="EndOfStreamException">It has ended.</exception>
    internal void Await()
    {
        Span<byte> bell = stackalloc byte[1];
        if (socket.Receive(bell) == 0)
            throw new EndOfStreamException("The other process of the pair has ended.");
    }

    internal void Send(ReadOnlySpan<byte> bytes) => socket.Send(bytes);

    internal void Receive(Span<byte> bytes)
    {
        for (int read = 0; read < bytes.Length;)
        {
            int count = socket.Receive(bytes[read..]);
            read += count > 0 ? count : throw new EndOfStreamException("The other process of the pair has ended.");
        }
    }

    public void Dispose() => socket.Dispose();
}
