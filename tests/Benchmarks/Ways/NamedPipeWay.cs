using System.IO.Pipes;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A named pipe of .NET: one of the kernel's on Windows, a Unix domain socket elsewhere.</summary>
internal sealed class NamedPipeWay : IWay
{
    public string Name => "named-pipe";

    public string Title => "Named pipe of .NET";

    public ISender Open(string folder, PictureSize size)
    {
        // A path where it is a socket, so that it goes away with the folder, however we end.
        string name = OperatingSystem.IsWindows() ? $"ipctutorial-{Environment.ProcessId}" : Path.Combine(folder, "pipe");
        var pipe = new NamedPipeServerStream(name, PipeDirection.Out);
        return new StreamSender(name, () =>
        {
            pipe.WaitForConnection();
            return pipe;
        });
    }

    public IReceiver Connect(string address, PictureSize size)
    {
        var pipe = new NamedPipeClientStream(".", address, PipeDirection.In);
        pipe.Connect();
        return new StreamReceiver(pipe);
    }
}
