using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Maps the files of <see cref="UnixStorage"/> into memory; the open file is the shared lock.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FileMapping
{
    /// <summary>Creates and maps a segment: a header, and zeros. Null if there is a file of this name.</summary>
    internal static Mapping? CreateSegment(string path, long size)
    {
        FileStream file;
        try
        {
            file = SegmentFile.CreateNew(path, size);
        }
        catch (IOException e) when (e.HResult is SegmentFile.EExist)
        {
            return null;
        }

        Mapping? mapping = null;
        try
        {
            mapping = Map(file, writable: true, isNew: true);
            SegmentFile.CheckIsCounted(path);
            PictureHeader.WriteEmpty(mapping.Write(0, PictureHeader.Length));
            Presence.Announce(mapping.LockFile);
            return mapping;
        }
        catch
        {
            mapping?.Dispose();
            File.Delete(path);
            throw;
        }
    }

    private static Mapping Open(string path, bool writable) =>
        Map(SegmentFile.Open(path, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite), writable);

    /// <summary>Maps a file that was in use a moment ago; null if the last one has left, or is about to remove it.</summary>
    internal static Mapping? TryOpen(string path, bool writable)
    {
        try
        {
            return Open(path, writable);
        }
        catch (IOException e) when (e is FileNotFoundException || FileCheck.IsSharingViolation(e))
        {
            return null;
        }
    }

    internal static SegmentException NotASegment(string path) =>
        PictureHeaderCheck.Bad(path, "its first bytes are not a header");

    private static Mapping Map(FileStream file, bool writable, bool isNew = false)
    {
        try
        {
            MemoryMappedFileAccess access = writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read;
            return file.Length >= PictureHeader.Length
                ? new Mapping(MemoryMappedFile.CreateFromFile(
                    file, null, 0, access, HandleInheritability.None, leaveOpen: false),
                    file.Length, writable, file.SafeFileHandle, isFile: true, isNew)
                : throw NotASegment(file.Name);
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
}
