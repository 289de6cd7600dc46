using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Storage;

/// <summary>The bytes of a segment in this process's memory, from attach to detach.</summary>
internal sealed unsafe class SegmentMemory : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly bool _writable;
    private readonly bool _isFile;
    private byte* _start;
    private bool _isUntouched;

    /// <param name="file">The open segment; closed together with this.</param>
    /// <param name="size">Its size, or 0 to take the size of the view, which is rounded up to whole pages.</param>
    /// <param name="writable">Whether this process may write: else the processor itself stops a stray write.</param>
    /// <param name="lockFile">The open file that has its locks; closed together with this.</param>
    /// <param name="isFile">Whether that is the file which is mapped.</param>
    /// <param name="isNew">Whether it is a new one, that nobody has written to.</param>
    internal SegmentMemory(
        MemoryMappedFile file, long size, bool writable, SafeFileHandle lockFile, bool isFile = false, bool isNew = false)
    {
        _file = file;
        LockFile = lockFile;
        _isFile = isFile;
        _isUntouched = isNew;
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
            lockFile.Dispose();
            throw;
        }

        Size = size > 0 ? size : _view.Capacity;
    }

    /// <summary>Maps a file, which is closed together with the result, or at once if that fails.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.OutOfResources"/>; <see cref="SegmentError.BadHeader"/>: it
    /// is shorter than a header.</exception>
    internal static SegmentMemory OfFile(FileStream file, bool writable, bool isNew = false)
    {
        try
        {
            MemoryMappedFileAccess access = writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read;
            return file.Length >= PictureHeader.Length
                ? new SegmentMemory(MemoryMappedFile.CreateFromFile(
                    file, null, 0, access, HandleInheritability.None, leaveOpen: false),
                    file.Length, writable, file.SafeFileHandle, isFile: true, isNew)
                : throw PictureHeaderCheck.NoHeader(file.Name);
        }
        catch (IOException e) when (e is not SegmentException)
        {
            file.Dispose();
            throw new SegmentException(
                SegmentError.OutOfResources, $"{file.Name} cannot be mapped into memory: {e.Message}", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes in the segment.</summary>
    internal long Size { get; }

    /// <summary>The open file that has its locks.</summary>
    internal SafeFileHandle LockFile { get; }

    /// <summary>Fails if the file is shorter than it was.</summary>
    /// <remarks>Touching a page beyond the end of its file kills the process, and nobody can catch that. So whoever begins to
    /// use the bytes looks first. What remains is a file that its owner cuts short in that very moment; Linux has no lock
    /// against that.</remarks>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    internal void CheckIsWhole()
    {
        ObjectDisposedException.ThrowIf(_start is null, typeof(SharedSegment));
        if (_isFile)
            CheckIsWhole(RandomAccess.GetLength(LockFile));
    }

    /// <summary>Whether it is open, and its file as long as it was.</summary>
    internal bool IsWhole => _start is not null && (!_isFile || RandomAccess.GetLength(LockFile) >= Size);

    /// <inheritdoc cref="CheckIsWhole()"/>
    /// <param name="length">How long the file is, for who has asked for that already.</param>
    internal void CheckIsWhole(long length)
    {
        if (length < Size)
            throw new SegmentException(SegmentError.BadHeader, "Somebody cut the file of the segment short.");
    }

    /// <summary>Some bytes, in place, to read.</summary>
    internal ReadOnlySpan<byte> Read(long offset, int length) => Slice(offset, length);

    /// <summary>Some bytes, in place, to write.</summary>
    internal Span<byte> Write(long offset, int length) =>
        _writable
            ? Slice(offset, length)
            : throw new InvalidOperationException("The segment was attached to read only.");

    /// <summary>Copies bytes into the segment.</summary>
    internal void CopyFrom(ReadOnlySpan<byte> source, long offset)
    {
        Span<byte> target = Write(offset, source.Length);
        // docs: first-copy
        if (_isUntouched && _isFile && OperatingSystem.IsLinux())
        {
            // The first touch of each page of a new file costs more than the copy: a fault to map it, and zeros that
            // are overwritten at once. To write it as a file takes neither. On Linux file and mapping are the same pages.
            _isUntouched = false;
            RandomAccess.Write(LockFile, source, offset);
        }
        else
        {
            LargeCopy.Copy(source, target);
        }
        // docs: end
    }

    /// <summary>Copies what another segment has from an offset on.</summary>
    internal void CopyFrom(SegmentMemory source, long offset)
    {
        const int Piece = 1 << 30; // a span cannot be as long as a stream
        for (; offset < source.Size; offset += Piece)
            CopyFrom(source.Read(offset, (int)Math.Min(Piece, source.Size - offset)), offset);
    }

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
        RangeLock.ReleaseAll(LockFile);
        _file.Dispose();
        LockFile.Dispose();
    }
}
