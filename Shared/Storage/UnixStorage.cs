using System.IO.MemoryMappedFiles;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Linux and macOS: a segment is a file in memory, and the file locks of the kernel count who is attached.</summary>
/// <remarks>
/// A <see cref="FileStream"/> that is opened with <see cref="FileShare.ReadWrite"/> holds a shared <c>flock</c> for as
/// long as it is open; the kernel ends it with the process, even a killed one. An open with <see cref="FileShare.None"/>
/// asks for the exclusive one, which succeeds only if nobody else is there. No counter in the segment could survive a
/// <c>kill -9</c> so well.
/// </remarks>
[UnsupportedOSPlatform("windows")]
internal sealed class UnixStorage : SegmentStorage
{
    private const string Prefix = "ipctutorial.";

    // A larger segment is made under this name first; no key can have it, since '~' is in none.
    private const string ReplacementSuffix = "~";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // On Linux this is where shm_open(3) has its objects, so that C and Python find ours by name.
    private static readonly string _folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    internal override string NameOf(SegmentKey key) => Path.Combine(_folder, Prefix + key);

    internal override Mapping Create(SegmentKey key, long size, out bool reclaimed)
    {
        SegmentState state = Examine(key, removeLeftover: true);
        reclaimed = state == SegmentState.LeftBehind;
        return state switch
        {
            SegmentState.InUse => throw AlreadyExists(key),
            SegmentState.Foreign => throw NotASegment(NameOf(key)),
            _ => Map(SegmentFile.CreateNew(NameOf(key), size), writable: true),
        };
    }

    internal override Mapping Attach(SegmentKey key, bool writable)
    {
        string path = NameOf(key);
        SegmentState state = Examine(key, removeLeftover: true);
        if (state is SegmentState.None or SegmentState.LeftBehind)
            throw NotFound(key, wasLeftBehind: state == SegmentState.LeftBehind);

        FileStream file = SegmentFile.Open(path, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite);
        try
        {
            // Only its owner may change a file's mode, so this fails for one that another user planted here.
            File.SetUnixFileMode(file.SafeFileHandle, OwnerOnly);
            return file.Length >= PictureHeader.Length ? Map(file, writable) : throw NotASegment(path);
        }
        catch (UnauthorizedAccessException e)
        {
            file.Dispose();
            throw SegmentFile.NotOurs(path, e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal override void Replace(
        SegmentKey key, ref Mapping mapping, long size, Action<Mapping> fill, TimeSpan timeout)
    {
        // Everything that can fail happens under another name: until the rename, which is one step, the old picture
        // stays where it was, even if this process is killed. Who is attached to the old segment keeps it.
        string replacement = NameOf(key) + ReplacementSuffix;
        Examine(replacement, removeLeftover: true);
        Mapping larger = Map(SegmentFile.CreateNew(replacement, size), writable: true);
        try
        {
            fill(larger);
            File.Move(replacement, NameOf(key), overwrite: true);
        }
        catch
        {
            larger.Dispose();
            File.Delete(replacement);
            throw;
        }

        SetRetired(mapping, true);
        mapping.Dispose();
        mapping = larger;
    }

    internal override SegmentState Examine(SegmentKey key, bool removeLeftover)
    {
        SegmentState replacement = Examine(NameOf(key) + ReplacementSuffix, removeLeftover);
        SegmentState segment = Examine(NameOf(key), removeLeftover);
        return segment == SegmentState.None ? replacement : segment;
    }

    internal override IReadOnlyList<SegmentKey> Keys() =>
        [.. Directory.EnumerateFiles(_folder, Prefix + "*")
            .Select(path => Path.GetFileName(path)[Prefix.Length..].TrimEnd(ReplacementSuffix[0]))
            .Where(SegmentKey.IsValid)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(key => new SegmentKey(key))];

    private protected override string Others(SegmentKey key)
    {
        string[] others = [.. Keys().Where(other => other != key).Take(5).Select(other => $"'{other}'")];
        return others.Length > 0 ? $" There are: {string.Join(", ", others)}." : "";
    }

    private static SegmentState Examine(string path, bool removeLeftover)
    {
        try
        {
            using FileStream file = SegmentFile.Open(path, FileAccess.ReadWrite, FileShare.None);
            if (!SegmentFile.IsSegment(file, out bool hasHeader))
                return SegmentState.Foreign;

            if (removeLeftover)
            {
                // For a foreign program that has opened the file and not locked it yet: what it holds is no longer
                // the segment of this name.
                if (hasHeader)
                    SegmentFile.Retire(file);
                File.Delete(path);
            }

            return SegmentState.LeftBehind;
        }
        catch (FileNotFoundException)
        {
            return SegmentState.None;
        }
        catch (IOException e) when (SegmentFile.IsSharingViolation(e))
        {
            return SegmentState.InUse;
        }
    }

    private static Mapping Map(FileStream file, bool writable) =>
        new(MemoryMappedFile.CreateFromFile(
                file, null, 0, writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read,
                HandleInheritability.None, leaveOpen: false),
            file.Length, writable);

    private static SegmentException NotASegment(string path) =>
        PictureHeaderCheck.Bad(path, "its first bytes are not a header");
}
