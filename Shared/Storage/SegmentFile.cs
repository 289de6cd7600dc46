using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using IpcTutorial.Interop;

namespace IpcTutorial.Storage;

/// <summary>Opens, creates and judges the files of <see cref="UnixStorage"/>.</summary>
[UnsupportedOSPlatform("windows")]
internal static class SegmentFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // The errno values that .NET hands on in HResult.
    internal const int EExist = 17;
    private const int EAgainLinux = 11;
    private const int EAgainMac = 35;
    private const int EReadOnlyFileSystem = 30;

    // What .NET has in HResult when preallocation fails, be it for a full disk or for a size beyond all limits.
    private const int CorEIo = unchecked((int)0x80131620);

    /// <summary>Creates a file of zeros, readable by its owner only, with all its memory reserved.</summary>
    internal static FileStream CreateNew(string path, long size)
    {
        ThrowIfLocksAreOff();
        try
        {
            // docs: create-file
            var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
                UnixCreateMode = OwnerOnly,

                // Reserves the memory now. Without it a full /dev/shm kills the process at the first touch of a page
                // that cannot be had, with a signal that nobody can catch.
                PreallocationSize = size,
            });
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
        catch (IOException e) when (e.HResult is EReadOnlyFileSystem)
        {
            throw new SegmentException(SegmentError.PermissionDenied,
                $"{path} cannot be created: the file system is read-only. Segments need one that can be written to.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotOurs(path, e);
        }
    }

    /// <summary>Opens and locks an existing file, unless it is none, or not a plain one.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    internal static FileStream Open(string path, FileAccess access, FileShare share)
    {
        // A foreign program knows no life lock: it can remove the file between our open and our lock. What we have locked
        // then, nobody can find any more, and its name may be another file's.
        while (true)
        {
            FileStream file = OpenOnce(path, access, share);
            if (!OperatingSystem.IsLinux() || LibC.HasName(file.SafeFileHandle))
                return file;
            file.Dispose();
        }
    }

    private static FileStream OpenOnce(string path, FileAccess access, FileShare share)
    {
        ThrowIfLocksAreOff();
        if (IsStrange(path))
            throw NotOurs(path);

        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, access, share, bufferSize: 0);
            CheckOwner(file, path);
            return file;
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is UnauthorizedAccessException)
                throw NotOurs(path, e);
            throw;
        }
    }

    /// <summary>Whether a path names something that must not even be opened: a link, a pipe, another user's file.</summary>
    internal static bool IsStrange(string path) =>
        OperatingSystem.IsLinux()
            ? LibC.IsSomethingElse(path) // in one step: what is there may go at any moment
            : Directory.Exists(path) || new FileInfo(path).LinkTarget is not null;

    // Once more, of what was opened: the name may have been given to something else in between.
    private static void CheckOwner(FileStream file, string path)
    {
        if (OperatingSystem.IsLinux() ? !LibC.IsOwnRegularFile(file.SafeFileHandle) : !file.CanSeek)
            throw NotOurs(path);
        if (!OperatingSystem.IsLinux())
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly); // which only its owner may do
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

    /// <summary>Whether those who keep a file open are attached to it: they hold shared locks, and it has a header.
    /// </summary>
    internal static bool IsAttachable(string path)
    {
        try
        {
            using FileStream file = Open(path, FileAccess.Read, FileShare.ReadWrite);
            return !IsSegment(file, out bool hasHeader) || hasHeader;
        }
        catch (IOException e) when (e is FileNotFoundException || IsSharingViolation(e))
        {
            return false;
        }
    }

    /// <summary>Whether an open failed because somebody else has the file open.</summary>
    internal static bool IsSharingViolation(IOException e) =>
        e.HResult == (OperatingSystem.IsMacOS() ? EAgainMac : EAgainLinux);

    private static SegmentException NotOurs(string path, Exception? e = null) =>
        new(SegmentError.PermissionDenied,
            $"{path} belongs to another user, or is a folder, a link or a pipe. Choose another key: --key NAME", e);

    private static void ThrowIfLocksAreOff()
    {
        const string Variable = "DOTNET_SYSTEM_IO_DISABLEFILELOCKING";
        string? value = Environment.GetEnvironmentVariable(Variable);
        bool off = AppContext.TryGetSwitch("System.IO.DisableFileLocking", out bool isSet)
            ? isSet
            : value is "1" || string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
        if (off)
        {
            throw new SegmentException(SegmentError.NotSupported, ".NET's file locks are switched off "
                + $"({Variable}). They tell who is attached to a segment: without them a living one could be removed. "
                + "Switch them on again.");
        }
    }
}
