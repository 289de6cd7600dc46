namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A file on disk: written and read, without a promise that it ever reaches the disk.</summary>
internal sealed class FileWay : IWay
{
    public string Name => "file";

    public string Title => "File on disk";

    public bool WakesReceiver => false;

    public ISender Open(string folder, PictureSize size) => new Sender(Path.Combine(folder, "picture"));

    public IReceiver Connect(string address, PictureSize size) => new Receiver(address);

    private sealed class Sender(string path) : ISender
    {
        private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

        public string Address => path;

        public void Send(Picture picture) => RandomAccess.Write(_file.SafeFileHandle, picture.Rgba, 0);

        public void Dispose() => _file.Dispose();
    }

    private sealed class Receiver(string path) : IReceiver
    {
        private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

        public void Receive(byte[] rgba)
        {
            _file.Position = 0;
            _file.ReadExactly(rgba);
        }

        public void Dispose() => _file.Dispose();
    }
}
