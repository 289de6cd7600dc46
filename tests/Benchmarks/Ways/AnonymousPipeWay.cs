using System.IO.Pipes;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>An anonymous pipe, which a process inherits from the one that starts it. The kernel keeps 64 KB at a time.
/// </summary>
internal sealed class AnonymousPipeWay : IWay
{
    public string Name => "anonymous-pipe";

    public string Title => "Anonymous pipe";

    public ISender Open(string folder, PictureSize size)
    {
        var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        return new StreamSender(pipe.GetClientHandleAsString(), () =>
        {
            pipe.DisposeLocalCopyOfClientHandle(); // or we would not see it if the receiver ended
            return pipe;
        });
    }

    public IReceiver Connect(string address, PictureSize size) =>
        new StreamReceiver(new AnonymousPipeClientStream(PipeDirection.In, address));
}
