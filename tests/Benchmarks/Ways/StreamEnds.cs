namespace IpcTutorial.Benchmarks.Ways;

/// <summary>Writes pictures into a stream; both sides know how long they are.</summary>
internal sealed class StreamSender(string address, Func<Stream> accept, IDisposable? listener = null) : ISender
{
    private Stream? _stream;

    public string Address => address;

    public void Accept() => _stream = accept();

    public void Send(Picture picture) => _stream!.Write(picture.Rgba);

    public void Dispose()
    {
        _stream?.Dispose();
        listener?.Dispose();
    }
}

/// <summary>Reads pictures from a stream.</summary>
internal sealed class StreamReceiver(Stream stream) : IReceiver
{
    public void Receive(byte[] rgba) => stream.ReadExactly(rgba);

    public void Dispose() => stream.Dispose();
}
