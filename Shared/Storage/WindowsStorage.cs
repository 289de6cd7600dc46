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
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    internal override string NameOf(SegmentKey key) => $"ipctutorial.{key}";

    internal override FileStream? TryTakeLifeLock(SegmentKey key) => WindowsLockFile.TryTakeLifeLock(key);

    internal override SegmentLock LockOf(SegmentKey key, Mapping mapping) =>
        new(mapping.LockFile, WindowsLockFile.RangeOf(key), key);

    internal override Mapping Create(SegmentKey key, long size, out bool reclaimed)
    {
        reclaimed = false; // the kernel leaves nothing behind
        try
        {
            var mapping = new Mapping(Allocate(NameOf(key), size), size, writable: true, WindowsLockFile.Open().SafeFileHandle);
            PictureHeader.WriteEmpty(mapping.Write(0, PictureHeader.Length));
            return mapping;
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

    internal override Mapping Attach(SegmentKey key, bool writable)
    {
        MemoryMappedFileRights rights = writable ? MemoryMappedFileRights.ReadWrite : MemoryMappedFileRights.Read;
        try
        {
            var mapping = new Mapping(
                MemoryMappedFile.OpenExisting(NameOf(key), rights), 0, writable, WindowsLockFile.Open().SafeFileHandle);
            CheckIdentity(key, mapping);
            return mapping;
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

    internal override void Replace(
        SegmentKey key, ref Mapping mapping, long size, Action<Mapping> fill, TimeSpan timeout)
    {
        // Is there room? Asked with a map without a name, while the old picture is still safe.
        Allocate(null, size).Dispose();

        // A name is free only when its last handle is closed: ask the readers to leave, leave, and wait for them.
        SetRetired(mapping, true);
        mapping.Dispose();
        var waited = Stopwatch.StartNew();
        for (; ; )
        {
            try
            {
                mapping = Create(key, size, out _);
                fill(mapping);
                return;
            }
            catch (SegmentException e) when (e.Error == SegmentError.AlreadyExists)
            {
                // Somebody stays. Then the old segment lives, and with it the old picture.
                if (waited.Elapsed >= timeout && TryAttach(key) is { } old)
                {
                    mapping = old;
                    SetRetired(mapping, false);
                    throw;
                }

                Thread.Sleep(_pause);
            }
        }
    }

    private Mapping? TryAttach(SegmentKey key)
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
        throw new SegmentException(SegmentError.NotSupported, "Windows keeps no list of named maps that programs can "
            + "read. Nothing is ever left behind there; 'inspect --key NAME' shows one segment.");

    private static MemoryMappedFile Allocate(string? name, long size)
    {
        try
        {
            return MemoryMappedFile.CreateNew(name, size);
        }
        catch (IOException e) when (e.HResult is ErrorDiskFull or ErrorNotEnoughMemory or ErrorNoSystemResources
                                        or ErrorCommitmentLimit)
        {
            throw new SegmentException(SegmentError.OutOfResources, $"Windows has no room for a segment of {size:N0} "
                + $"bytes: {e.Message} Use a smaller picture, or a larger page file.", e);
        }
    }

    private static SegmentException NotOurs(SegmentKey key, Exception e) =>
        new(SegmentError.PermissionDenied,
            $"Segment '{key}' belongs to another user. Choose another key: --key NAME", e);
}
