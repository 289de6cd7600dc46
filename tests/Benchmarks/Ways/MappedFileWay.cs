using System.IO.MemoryMappedFiles;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A file on disk that both map into their memory. The kernel writes it to the disk when it has time.</summary>
internal sealed class MappedFileWay : IWay
{
    public string Name => "mapped-file";

    public string Title => "Mapped file on disk";

    public bool WakesReceiver => false;

    public ISender Open(string folder, PictureSize size) => new Sender(Path.Combine(folder, "picture"), size.ByteCount);

    public IReceiver Connect(string address, PictureSize size) => new Receiver(address);

    private sealed class Sender(string path, long size) : ISender
    {
        private readonly View _view = new(path, FileMode.CreateNew, size);

        public string Address => path;

        public void Send(Picture picture) => picture.Rgba.CopyTo(_view.Bytes(picture.Rgba.Length));

        public void Dispose() => _view.Dispose();
    }

    private sealed class Receiver(string path) : IReceiver
    {
        private readonly View _view = new(path, FileMode.Open, 0);

        public void Receive(byte[] rgba) => _view.Bytes(rgba.Length).CopyTo(rgba);

        public void Dispose() => _view.Dispose();
    }

    private sealed unsafe class View : IDisposable
    {
        private readonly MemoryMappedViewAccessor _view;
        private readonly byte* _start;

        internal View(string path, FileMode mode, long size)
        {
            using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
                new FileStream(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0), null, size,
                MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
            _view = file.CreateViewAccessor(); // lives on without the file
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        }

        internal Span<byte> Bytes(int length) => new(_start, length);

        public void Dispose()
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
        }
    }
}
