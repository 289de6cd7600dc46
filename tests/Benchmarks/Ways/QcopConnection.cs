using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A connection between a program and the server: messages, each with the name of a channel.</summary>
/// <remarks>A message is two lengths of 32 bits, the name in UTF-8, and the data.</remarks>
internal sealed class QcopConnection(Socket socket) : IDisposable
{
    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly Lock _sending = new();

    /// <summary>Sends a message; many threads may.</summary>
    internal void Send(string channel, ReadOnlySpan<byte> data)
    {
        byte[] name = Encoding.UTF8.GetBytes(channel);
        ReadOnlySpan<int> lengths = [name.Length, data.Length];
        lock (_sending)
        {
            _stream.Write([.. MemoryMarshal.AsBytes(lengths), .. name]);
            _stream.Write(data);
        }
    }

    /// <summary>Reads the beginning of a message: its channel, and how much data follows. Null: the other side has
    /// closed the connection.</summary>
    internal (string Channel, int Length)? Read()
    {
        Span<int> lengths = stackalloc int[2];
        Span<byte> bytes = MemoryMarshal.AsBytes(lengths);
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            return null;

        byte[] name = new byte[lengths[0]];
        _stream.ReadExactly(name);
        return (Encoding.UTF8.GetString(name), lengths[1]);
    }

    /// <summary>Reads the data of a message, after its beginning.</summary>
    internal void ReadData(Span<byte> data) => _stream.ReadExactly(data);

    public void Dispose() => _stream.Dispose();
}
