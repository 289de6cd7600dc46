using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>TCP/IP, to the same machine: the kernel copies in and out, and cuts into packets in between.</summary>
internal sealed class TcpWay : IWay
{
    public string Name => "tcp";

    public string Title => "TCP loopback";

    public ISender Open(string folder, PictureSize size)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        return new StreamSender(port, () => Immediate(listener.AcceptTcpClient()), listener);
    }

    public IReceiver Connect(string address, PictureSize size) => new StreamReceiver(
        Immediate(new TcpClient("127.0.0.1", int.Parse(address, CultureInfo.InvariantCulture))));

    private static NetworkStream Immediate(TcpClient client)
    {
        client.NoDelay = true; // or a small picture waits for more to send
        return client.GetStream();
    }
}
