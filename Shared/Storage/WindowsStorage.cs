using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Windows: a segment is a named map in the page file, which the kernel frees with its last handle.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsStorage : SegmentStorage
{
    // HRESULT_FROM_WIN32 of the Windows error codes.
    private const int ErrorAlreadyExists = unchecked((int)0x800700B7);
    private const int ErrorDiskFull = unchecked((int)0x80070070);
    private const int ErrorNotEnoughMemory = unchecked((int)0x80070008);
    private const int ErrorNoSystemResources = unchecked((int)0x800705AA);
    private const int ErrorCommitmentLimit = unchecked((int)0x800705AF);

    // Readers leave within moments, and no event tells of the last handle.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10), _longestWait = TimeSpan.FromSeconds(5);

    internal override string NameOf(SegmentKey key) => $"ipctutorial.{key}";

    internal override FileStream? TryTakeLifeLock(SegmentKey key) => WindowsLockFile.TryTakeLifeLock(key);

    internal override long FirstLockByte(SegmentKey key) => WindowsLockFile.RangeOf(key);

    internal override bool HasKeyStill(SegmentMemory memory) => !IsRetired(memory);

    internal override SegmentMemory Create(SegmentKey key, long size, ReadOnlySpan<byte> header)
    {
        try
        {
            return Map(Allocate(NameOf(key), size), size, header);
        }
        catch (IOException e) when (e.HResult == ErrorAlreadyExists)
        {
            throw AlreadyExists(key, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotOurs(key, e);
        }
    }

    internal override SegmentMemory Attach(SegmentKey key, bool writable)
    {
        MemoryMappedFileRights rights = writable ? MemoryMappedFileRights.ReadWrite : MemoryMappedFileRights.Read;
        try
        {
            var memory = new SegmentMemory(
                MemoryMappedFile.OpenExisting(NameOf(key), rights), 0, writable, WindowsLockFile.Open().SafeFileHandle);
            CheckIdentity(key, memory);
            return memory;
        }
        catch (FileNotFoundException e)
        {
            throw NotFound(key, wasLeftBehind: false, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotOurs(key, e);
        }
    }

    // The name is in use until the last handle of the old segment is closed, and no other can be given to this one later: so
    // it has none, and its bytes are copied.
    internal override SegmentMemory Prepare(SegmentKey key, long size, ReadOnlySpan<byte> header) =>
        Map(Allocate(null, size), size, header);

    internal override (SegmentMemory Now, SegmentException? Failure) Commit(
        SegmentKey key, SegmentMemory old, SegmentMemory larger)
    {
        using SegmentMemory before = Prepare(key, old.Size, old.Read(0, PictureHeader.Length));
        before.CopyFrom(old, PictureHeader.Length);
        SetRetired(old, true); // which asks the readers to leave
        old.Dispose();
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                SegmentMemory named = Named(key, larger);
                larger.Dispose();
                return (named, null);
            }
            catch (SegmentException e) when (e.Error == SegmentError.AlreadyExists)
            {
                // Somebody stays, and with him the old picture.
                if (Stopwatch.GetElapsedTime(start) >= _longestWait && TryAttach(key) is { } again)
                {
                    SetRetired(again, false);
                    return (again, new SegmentException(SegmentError.LockTimeout, $"A reader of {NameOf(key)} stays, "
                        + $"after {_longestWait.TotalSeconds:0} s: a larger picture must wait.", e));
                }

                Thread.Sleep(_pause);
            }
            catch (SegmentException e)
            {
                return (Named(key, before), e);
            }
        }
    }

    internal override void Discard(SegmentKey key, SegmentMemory larger) => larger.Dispose();

    private SegmentMemory Named(SegmentKey key, SegmentMemory nameless)
    {
        SegmentMemory named = Create(key, nameless.Size, nameless.Read(0, PictureHeader.Length));
        named.CopyFrom(nameless, PictureHeader.Length);
        return named;
    }

    private SegmentMemory? TryAttach(SegmentKey key)
    {
        try
        {
            return Attach(key, writable: true);
        }
        catch (SegmentException e) when (e.Error == SegmentError.NotFound)
        {
            return null;
        }
    }

    internal override SegmentState Examine(SegmentKey key, bool removeLeftover)
    {
        try
        {
            MemoryMappedFile.OpenExisting(NameOf(key), MemoryMappedFileRights.Read).Dispose();
            return SegmentState.InUse;
        }
        catch (FileNotFoundException)
        {
            return SegmentState.None;
        }
        catch (UnauthorizedAccessException)
        {
            return SegmentState.Foreign;
        }
    }

    internal override IReadOnlyList<SegmentKey> Keys() =>
        throw new SegmentException(SegmentError.NotSupported,
            "Windows keeps no list of named maps that programs can read. Nothing is ever left behind there.");

    private static SegmentMemory Map(MemoryMappedFile file, long size, ReadOnlySpan<byte> header)
    {
        var memory = new SegmentMemory(file, size, writable: true, WindowsLockFile.Open().SafeFileHandle);
        PictureHeader.Begin(memory.Write(0, header.Length), header);
        return memory;
    }

    private static MemoryMappedFile Allocate(string? name, long size)
    {
        try
        {
            return MemoryMappedFile.CreateNew(name, size);
        }
        catch (IOException e) when (e.HResult is
            ErrorDiskFull or ErrorNotEnoughMemory or ErrorNoSystemResources or ErrorCommitmentLimit)
        {
            throw new SegmentException(
                SegmentError.OutOfResources, $"Windows has no room for a segment of {size:N0} bytes: {e.Message}", e);
        }
    }

    private static SegmentException NotOurs(SegmentKey key, Exception e) =>
        new(SegmentError.PermissionDenied, $"Segment '{key}' belongs to another user.", e);
}
