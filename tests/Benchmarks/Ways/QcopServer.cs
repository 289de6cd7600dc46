using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>The process in the middle: passes each message on to all programs that listen to its channel.</summary>
internal static class QcopServer
{
    /// <summary>The channel of the server itself: a message to it names a channel to listen to, and is answered by an
    /// empty one.</summary>
    internal const string Listen = "";

    private static readonly ConcurrentDictionary<(string Channel, QcopConnection Listener), bool> _listeners = [];

    internal static int Run(string path)
    {
        using Socket socket = UnixSocket.Listen(path);
        Console.WriteLine("listening");
        new Thread(() => Accept(socket)) { IsBackground = true }.Start();
        Console.ReadLine(); // until the process that started us ends, however it does
        return 0;
    }

    private static void Accept(Socket socket)
    {
        while (true)
        {
            var connection = new QcopConnection(socket.Accept());
            new Thread(() => Serve(connection)) { IsBackground = true }.Start();
        }
    }

    private static void Serve(QcopConnection connection)
    {
        byte[] data = [];
        while (connection.Read() is var (channel, length))
        {
            if (data.Length < length)
                data = new byte[length];
            Span<byte> message = data.AsSpan(0, length);
            connection.ReadData(message);
            if (channel == Listen)
            {
                _listeners[(Encoding.UTF8.GetString(message), connection)] = true;
                connection.Send(Listen, []);
                continue;
            }

            foreach ((string wanted, QcopConnection listener) in _listeners.Keys)
            {
                if (wanted == channel)
                    listener.Send(channel, message);
            }
        }
    }
}
