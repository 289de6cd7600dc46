namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A new segment for each picture: memory that nobody has touched yet costs more than the copy.</summary>
internal sealed class FreshSegmentWay : IWay
{
    public string Name => "segment-fresh";

    public string Title => "Shared memory, new each time";

    public bool WakesReceiver => false;

    public ISender Open(string folder, PictureSize size) => new Sender();

    public IReceiver Connect(string address, PictureSize size) => new Receiver(address);

    private sealed class Sender : ISender
    {
        private PictureWriter? _writer;

        public string Address => SegmentWay.Key;

        public void Send(Picture picture)
        {
            _writer = PictureWriter.Create(new SegmentKey(SegmentWay.Key), picture.Size, SegmentWay.Timeout);
            _writer.Publish(picture);
        }

        public void Clear() => _writer?.Dispose();

        public void Dispose() => Clear();
    }

    private sealed class Receiver(string key) : IReceiver
    {
        private PictureReader? _reader;

        public void Receive(byte[] rgba)
        {
            _reader = PictureReader.Attach(new SegmentKey(key), SegmentWay.Timeout);
            using HeldPicture picture = _reader.Hold();
            picture.Rgba.CopyTo(rgba);
        }

        public void Clear() => _reader?.Dispose();

        public void Dispose() => Clear();
    }
}
