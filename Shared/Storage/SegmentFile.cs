using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Opens, creates and marks the files of <see cref="UnixStorage"/>.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SegmentFile
{
    // The errno that .NET hands on in HResult.
    internal const int EExist = 17;

    // What .NET has there when preallocation fails, be it for a full disk or for a size beyond all limits.
    private const int CorEIo = unchecked((int)0x80131620);

    /// <summary>Creates a file of zeros, readable by its owner only, with all its memory reserved.</summary>
    internal static FileStream CreateNew(string path, long size)
    {
        FileCheck.ThrowIfLocksAreOff();
        try
        {
            // docs: create-file
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
                UnixCreateMode = FileCheck.OwnerOnly,

                // Reserves the memory now. Without it a full /dev/shm kills the process at the first touch of a page
                // that cannot be had, with a signal that nobody can catch.
                PreallocationSize = size,
            });
            File.SetUnixFileMode(file.SafeFileHandle, FileCheck.OwnerOnly); // whatever the umask has made of it
            file.SetLength(size); // preallocation leaves a length of 0
            return file;
            // docs: end
        }
        catch (IOException e) when (e.HResult is CorEIo)
        {
            var folder = new DriveInfo(Path.GetDirectoryName(path)!);
            throw new SegmentException(SegmentError.OutOfResources,
                $"{folder.Name} has no room for a segment of {size:N0} bytes: {folder.AvailableFreeSpace:N0} of "
                + $"{folder.TotalSize:N0} are free. Use a smaller picture, or give it more room (in a container: "
                + "docker run --shm-size).", e);
        }
        catch (IOException e) when (FileCheck.IsReadOnlyFileSystem(e))
        {
            throw FileCheck.ReadOnlyFileSystem(path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw FileCheck.NotOurs(path, e);
        }
    }

    /// <summary>Opens and locks an existing file, unless it is none, or not a plain one.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    internal static FileStream Open(string path, FileAccess access, FileShare share)
    {
        // Whoever attaches beside others takes no life lock: the last of these can remove the file between our open and our
        // lock. What we have locked then, nobody can find any more, and its name may be another file's.
        while (true)
        {
            FileStream file = OpenOnce(path, access, share);
            if (FileCheck.HasName(file.SafeFileHandle))
                return file;
            file.Dispose();
        }
    }

    private static FileStream OpenOnce(string path, FileAccess access, FileShare share)
    {
        FileCheck.ThrowIfLocksAreOff();
        if (FileCheck.IsStrange(path))
            throw FileCheck.NotOurs(path);

        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, access, share, bufferSize: 0);
            FileCheck.CheckOwner(file);
            return file;
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is UnauthorizedAccessException)
                throw FileCheck.NotOurs(path, e);
            throw;
        }
    }

    /// <summary>Looks whether the system counts a file that was created just now.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotSupported"/>.</exception>
    internal static void CheckIsCounted(string path)
    {
        try
        {
            // We have it open, so this must fail. .NET is silent where a file system has no locks, or where it takes none.
            Open(path, FileAccess.ReadWrite, FileShare.None).Dispose();
        }
        catch (IOException e) when (FileCheck.IsSharingViolation(e))
        {
            return;
        }

        throw new SegmentException(SegmentError.NotSupported, $"{Path.GetDirectoryName(path)} is on a file system without "
            + "file locks. They tell who is attached to a segment: without them a living one could be removed.");
    }

    /// <summary>Whether a file is a segment of this tutorial, or the beginning of one.</summary>
    /// <param name="file">The file, which nobody else has open.</param>
    /// <param name="hasHeader">Whether its creator lived long enough to write a header.</param>
    internal static bool IsSegment(FileStream file, out bool hasHeader)
    {
        Span<byte> start = stackalloc byte[PictureHeader.Length];
        int length = RandomAccess.Read(file.SafeFileHandle, start, 0);
        hasHeader = length == PictureHeader.Length
            && PictureHeader.CopyOf(start) is { Magic: PictureHeader.ExpectedMagic, Version: PictureHeader.ExpectedVersion };

        // Ours begin with zeros or a header. A foreign program may have written version and size first: no harm in that.
        start[sizeof(uint)..sizeof(ulong)].Clear();
        return hasHeader || !start[..length].ContainsAnyExcept((byte)0);
    }

    /// <summary>Sets the retired flag in a file.</summary>
    internal static void Retire(FileStream file)
    {
        Span<byte> flags = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, PictureHeader.RetiredFlag);
        RandomAccess.Write(
            file.SafeFileHandle, flags, Marshal.OffsetOf<PictureHeader>(nameof(PictureHeader.Flags)));
    }

    /// <summary>Whether somebody keeps a file to himself.</summary>
    internal static bool IsLockedAlone(string path)
    {
        try
        {
            Open(path, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException e) when (e is FileNotFoundException || FileCheck.IsSharingViolation(e))
        {
            return e is not FileNotFoundException;
        }
    }

    /// <summary>Whether those who keep a file open are attached to it: they hold shared locks, and it has a header.
    /// </summary>
    internal static bool IsAttachable(string path)
    {
        try
        {
            using FileStream file = Open(path, FileAccess.Read, FileShare.ReadWrite);
            return !IsSegment(file, out bool hasHeader) || hasHeader;
        }
        catch (IOException e) when (e is FileNotFoundException || FileCheck.IsSharingViolation(e))
        {
            return false;
        }
    }
}
