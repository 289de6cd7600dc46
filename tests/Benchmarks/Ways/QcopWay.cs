using System.Diagnostics;
using System.Text;
using IpcTutorial.Benchmarks.Pairs;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>Messages to a named channel, as programs of Qt for Embedded Linux had them: all go through the server.</summary>
internal sealed class QcopWay : IWay
{
    private const string Channel = "Benchmarks/Pictures";

    public string Name => "qcop";

    public string Title => "QCOP-like channel";

    public ISender Open(string folder, PictureSize size) => new Sender(Path.Combine(folder, "qcop"));

    public IReceiver Connect(string address, PictureSize size) => new Receiver(address);

    private sealed class Sender : ISender
    {
        private readonly QcopConnection _connection;

        internal Sender(string path)
        {
            Address = path;
            Between = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Worker.QcopServer, path])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            Between.StandardOutput.ReadLine(); // it listens
            _connection = new QcopConnection(UnixSocket.Connect(path));
        }

        public string Address { get; }

        public Process Between { get; }

        public void Send(Picture picture) => _connection.Send(Channel, picture.Rgba);

        public void Dispose()
        {
            _connection.Dispose();
            Between.StandardInput.Close();
            Between.WaitForExit();
            Between.Dispose();
        }
    }

    private sealed class Receiver : IReceiver
    {
        private readonly QcopConnection _connection;

        internal Receiver(string path)
        {
            _connection = new QcopConnection(UnixSocket.Connect(path));
            _connection.Send(QcopServer.Listen, Encoding.UTF8.GetBytes(Channel));
            _connection.Read(); // the answer: from here on we get all
        }

        public void Receive(byte[] rgba)
        {
            _connection.Read();
            _connection.ReadData(rgba);
        }

        public void Dispose() => _connection.Dispose();
    }
}
