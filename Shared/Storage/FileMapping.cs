using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Maps the files of <see cref="UnixStorage"/> into memory; the open file is the shared lock.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FileMapping
{
    /// <summary>Creates and maps a file of zeros.</summary>
    internal static Mapping CreateNew(string path, long size)
    {
        FileStream file = SegmentFile.CreateNew(path, size);
        try
        {
            return Map(file, writable: true, isNew: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Maps an existing file.</summary>
    internal static Mapping Open(string path, bool writable) =>
        Map(SegmentFile.Open(path, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite), writable);

    /// <summary>Creates and maps a file of zeros; null if a foreign program was faster.</summary>
    internal static Mapping? TryCreateNew(string path, long size)
    {
        try
        {
            return CreateNew(path, size);
        }
        catch (IOException e) when (e.HResult is SegmentFile.EExist)
        {
            return null;
        }
    }

    /// <summary>Maps a file that was in use a moment ago; null if a foreign program was the last one, and removes it.
    /// </summary>
    internal static Mapping? TryOpen(string path, bool writable)
    {
        try
        {
            return Open(path, writable);
        }
        catch (IOException e) when (e is FileNotFoundException || SegmentFile.IsSharingViolation(e))
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
                    file.Length, writable, file.SafeFileHandle, isNew)
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
