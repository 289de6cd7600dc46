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
        private readonly TutorialSettings _settings = SegmentWay.Settings(SegmentWay.Key);
        private PictureSegment? _segment;

        public string Address => SegmentWay.Key;

        public void Send(Picture picture)
        {
            _segment = PictureSegment.Create(_settings, picture.Size);
            _segment.Publish(picture);
        }

        public void Clear() => _segment?.Dispose();

        public void Dispose() => Clear();
    }

    private sealed class Receiver(string key) : IReceiver
    {
        private readonly TutorialSettings _settings = SegmentWay.Settings(key);
        private PictureSegment? _segment;

        public void Receive(byte[] rgba)
        {
            _segment = PictureSegment.Attach(_settings);
            using HeldPicture picture = _segment.Hold();
            picture.Rgba.CopyTo(rgba);
        }

        public void Clear() => _segment?.Dispose();

        public void Dispose() => Clear();
    }
}
