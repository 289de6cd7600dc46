using System.IO.MemoryMappedFiles;

namespace IpcTutorial.Storage;

/// <summary>The bytes of a segment in this process's memory, from attach to detach.</summary>
internal sealed unsafe class Mapping : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly bool _writable;
    private byte* _start;

    /// <param name="file">The open segment; closed together with this mapping.</param>
    /// <param name="size">Its size, or 0 to take the size of the view, which is rounded up to whole pages.</param>
    /// <param name="writable">Whether this process may write: else the processor itself stops a stray write.</param>
    internal Mapping(MemoryMappedFile file, long size, bool writable)
    {
        _file = file;
        _writable = writable;
        try
        {
            _view = file.CreateViewAccessor(
                0, size, writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        }
        catch
        {
            _view?.Dispose();
            file.Dispose();
            throw;
        }

        Size = size > 0 ? size : _view.Capacity;
    }

    /// <summary>Bytes in the segment.</summary>
    internal long Size { get; }

    /// <summary>Some bytes, in place, to read.</summary>
    internal ReadOnlySpan<byte> Read(long offset, int length) => Slice(offset, length);

    /// <summary>Some bytes, in place, to write.</summary>
    internal Span<byte> Write(long offset, int length) =>
        _writable
            ? Slice(offset, length)
            : throw new InvalidOperationException("The segment was attached to read only.");

    private Span<byte> Slice(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_start is null, typeof(SharedSegment));
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Size - length);
        return new Span<byte>(_start + offset, length);
    }

    /// <summary>Unmaps the bytes and closes the segment.</summary>
    public void Dispose()
    {
        if (_start is null)
            return;

        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
