using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Creates, opens and maps the files of <see cref="UnixStorage"/>. An open one is a shared lock: it counts.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal static class SegmentFile
{
    // The errno that .NET hands on in HResult.
    private const int EExist = 17;

    /// <summary>Creates and maps a segment: a header, and zeros. Null if there is a file of this name.</summary>
    internal static SegmentMemory? Create(string path, long size, ReadOnlySpan<byte> header)
    {
        FileStream file;
        try
        {
            file = CreateNew(path, size);
        }
        catch (IOException e) when (e.HResult is EExist)
        {
            return null;
        }

        SegmentMemory? memory = null;
        try
        {
            memory = SegmentMemory.OfFile(file, writable: true, isNew: true);
            CheckIsCounted(path);
            PictureHeader.Begin(memory.Write(0, header.Length), header);
            Presence.Announce(memory.LockFile);
            return memory;
        }
        catch
        {
            memory?.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Maps a file that was in use a moment ago; null if the last one has left, or is about to remove it.</summary>
    internal static SegmentMemory? TryAttach(string path, bool writable)
    {
        try
        {
            FileAccess access = writable ? FileAccess.ReadWrite : FileAccess.Read;
            return SegmentMemory.OfFile(Open(path, access, FileShare.ReadWrite), writable);
        }
        catch (IOException e) when (e is FileNotFoundException || FileCheck.IsSharingViolation(e))
        {
            return null;
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
            if (FileCheck.HasName(file.SafeFileHandle, out _))
                return file;
            file.Dispose();
        }
    }

    private static FileStream OpenOnce(string path, FileAccess access, FileShare share)
    {
        FileCheck.ThrowIfLocksAreOff();
        if (FileCheck.IsNotOurFile(path))
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
            if (FileRefusal.Of(path, e) is { } refusal)
                throw refusal;
            throw;
        }
    }

    /// <summary>Creates a file of zeros, readable by its owner only, with all its memory reserved.</summary>
    private static FileStream CreateNew(string path, long size)
    {
        FileCheck.ThrowIfLocksAreOff();
        if (OperatingSystem.IsLinux())
            FreeMemory.Check(size, "A segment");
        FileStream? file = null;
        try
        {
            // docs: create-file
            file = new FileStream(path, new FileStreamOptions
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
            FileCheck.SetMode(file.SafeFileHandle); // whatever the umask has made of it
            file.SetLength(size); // preallocation leaves a length of 0
            // docs: end
            Reserve(file, size);
            return file;
        }
        catch (Exception e)
        {
            if (file is not null)
            {
                file.Dispose();
                File.Delete(path);
            }

            if (e is not IOException { HResult: EExist } && FileRefusal.Of(path, e, size) is { } refusal)
                throw refusal;
            throw;
        }
    }

    // .NET takes most refusals of preallocation (a quota, a sandbox, a file system that knows none) for one that it can do
    // without. Then there are zeros to write: what refuses these has a reason that is told.
    private static void Reserve(FileStream file, long size)
    {
        if (!OperatingSystem.IsLinux() || LinuxFileStatus.IsReserved(file.SafeFileHandle, size))
            return;

        byte[] zeros = new byte[1 << 20];
        for (long offset = 0; offset < size; offset += zeros.Length)
            RandomAccess.Write(file.SafeFileHandle, zeros.AsSpan(0, (int)Math.Min(zeros.Length, size - offset)), offset);
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
}
