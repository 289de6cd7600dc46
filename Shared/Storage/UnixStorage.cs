using System.Diagnostics;
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

    // More than any process takes to die.
    private static readonly TimeSpan _dying = TimeSpan.FromSeconds(2);

    // On Linux this is where shm_open(3) has its objects, so that C and Python find ours by name.
    private static readonly string _folder = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    internal override string NameOf(SegmentKey key) => Path.Combine(_folder, Prefix + key);

    // docs: storage-create
    internal override Mapping Create(SegmentKey key, long size, out bool reclaimed)
    {
        SegmentState state = Examine(key, removeLeftover: true);
        reclaimed = state == SegmentState.LeftBehind;
        return state switch
        {
            SegmentState.InUse => throw AlreadyExists(key),
            SegmentState.Foreign => throw FileMapping.NotASegment(NameOf(key)),
            _ => FileMapping.TryCreateNew(NameOf(key), size) ?? throw AlreadyExists(key),
        };
    }
    // docs: end

    // docs: storage-attach
    internal override Mapping Attach(SegmentKey key, bool writable)
    {
        SegmentState state = Examine(key, removeLeftover: true);
        if (state is SegmentState.None or SegmentState.LeftBehind)
            throw NotFound(key, wasLeftBehind: state == SegmentState.LeftBehind);

        return FileMapping.TryOpen(NameOf(key), writable) ?? throw NotFound(key, wasLeftBehind: false);
    }
    // docs: end

    internal override void Replace(
        SegmentKey key, ref Mapping mapping, long size, Action<Mapping> fill, TimeSpan timeout)
    {
        // docs: storage-replace
        // Everything that can fail happens under another name: until the rename, which is one step, the old picture
        // stays where it was, even if this process is killed. Who is attached to the old segment keeps it.
        string replacement = NameOf(key) + ReplacementSuffix;
        RemoveReplacement(key);
        Mapping larger = FileMapping.CreateNew(replacement, size);
        try
        {
            fill(larger);
            CheckIsStill(key, mapping);
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
        // docs: end
    }

    internal override SegmentState Examine(SegmentKey key, bool removeLeftover)
    {
        if (removeLeftover)
            RemoveReplacement(key);
        return Examine(NameOf(key), removeLeftover);
    }

    internal override IReadOnlyList<SegmentKey> Keys() =>
        [.. Directory.EnumerateFiles(_folder, Prefix + "*")
            .Select(path => Path.GetFileName(path)[Prefix.Length..].TrimEnd(ReplacementSuffix[0]))
            .Where(SegmentKey.IsValid)
            .Where(key => !SegmentFile.IsStrange(Path.Combine(_folder, Prefix + key)))
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
        // Under the life lock nobody holds a file exclusively, or without its header. But of a process that is being
        // killed the kernel frees the mutex first and the files later: for that moment somebody does.
        var waited = Stopwatch.StartNew();
        SegmentState? state;
        while ((state = TryExamine(path, removeLeftover)) is null && waited.Elapsed < _dying)
            Thread.Yield();
        return state ?? SegmentState.InUse;
    }

    private static SegmentState? TryExamine(string path, bool removeLeftover)
    {
        // Most often there is nothing, and an exception is a dear way to find that out.
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
            return SegmentState.None;

        try
        {
            // docs: storage-examine
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
            // docs: end
        }
        catch (FileNotFoundException)
        {
            return SegmentState.None;
        }
        catch (IOException e) when (SegmentFile.IsSharingViolation(e))
        {
            return SegmentFile.IsAttachable(path) ? SegmentState.InUse : null;
        }
    }

    // What a process left that was killed while it made a larger segment. If the name is another user's, then so be it:
    // only who wants to make a larger segment needs it.
    private void RemoveReplacement(SegmentKey key)
    {
        string path = NameOf(key) + ReplacementSuffix;
        if (!SegmentFile.IsStrange(path))
            TryExamine(path, removeLeftover: true);
    }

    // Somebody may have removed our file by hand, and another Producer made one of its own: that is not ours to replace.
    private void CheckIsStill(SegmentKey key, Mapping mapping)
    {
        if (File.Exists(NameOf(key)))
        {
            using Mapping found = FileMapping.Open(NameOf(key), writable: false);
            if (found.Read(0, PictureHeader.Length).SequenceEqual(mapping.Read(0, PictureHeader.Length)))
                return;
        }

        throw new SegmentException(SegmentError.NotFound, $"{NameOf(key)} is no longer the segment of this process: "
            + "somebody removed it by hand. End this Producer, and start it anew.");
    }
}
