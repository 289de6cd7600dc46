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

    // The file of the life lock; '!' is in no key either.
    private const string LifeLockSuffix = "!";

    internal override string NameOf(SegmentKey key) => Path.Combine(UnixFolder.Path, Prefix + key);

    internal override FileStream? TryTakeLifeLock(SegmentKey key)
    {
        UnixFolder.CheckIsThere();
        return LifeLockFile.TryOpen(NameOf(key) + LifeLockSuffix);
    }

    internal override bool HasLoneLifeLock(SegmentKey key)
    {
        string path = NameOf(key) + LifeLockSuffix;
        if (Path.Exists(NameOf(key)) || !Path.Exists(path))
            return false;

        try
        {
            SegmentFile.Open(path, FileAccess.ReadWrite, FileShare.None).Dispose();
            return true;
        }
        catch (IOException e) when (e is FileNotFoundException || FileCheck.IsSharingViolation(e))
        {
            return false; // somebody has it, or has just given it back
        }
    }

    internal override SegmentMemory Create(SegmentKey key, long size, ReadOnlySpan<byte> header) =>
        SegmentFile.Create(NameOf(key), size, header) ?? throw PictureHeaderCheck.NoHeader(NameOf(key));

    internal override SegmentMemory Attach(SegmentKey key, bool writable)
    {
        SegmentState state = Examine(key, removeLeftover: true);
        if (state is SegmentState.None or SegmentState.LeftBehind)
            throw NotFound(key, wasLeftBehind: state == SegmentState.LeftBehind);

        return Announced(key, SegmentFile.TryAttach(NameOf(key), writable) ?? throw NotFound(key, wasLeftBehind: false));
    }

    internal override SegmentMemory? TryAttachBesideOthers(SegmentKey key, bool writable)
    {
        // From the moment it is open nobody removes it; by then it may be another one, and not yet whole.
        if (!Presence.IsAnybody(NameOf(key)))
        {
            // Who may not make files there may wait for one all the same.
            return Directory.Exists(UnixFolder.Path) && !UnixFolder.MayWrite(UnixFolder.Path) && !Path.Exists(NameOf(key))
                ? throw NotFound(key, wasLeftBehind: false)
                : null;
        }

        try
        {
            return SegmentFile.TryAttach(NameOf(key), writable) is { } memory ? Announced(key, memory) : null;
        }
        catch (SegmentException)
        {
            return null;
        }
    }

    internal override bool IsSomebodyAttached(SegmentKey key) => Presence.IsAnybody(NameOf(key));

    internal override bool HasKeyStill(SegmentMemory memory)
    {
        bool hasName = FileCheck.HasName(memory.LockFile, out long length);
        memory.CheckIsWhole(length);
        return hasName && !IsRetired(memory);
    }

    // docs: storage-replace
    // Everything that can fail happens under another name: until the rename, which is one step, the old picture stays
    // where it was, even if this process is killed. Whoever is attached to the old segment keeps it, and finds it retired.
    internal override SegmentMemory Prepare(SegmentKey key, long size, ReadOnlySpan<byte> header)
    {
        RemoveReplacement(key);
        string path = NameOf(key) + ReplacementSuffix;
        return SegmentFile.Create(path, size, header) ?? throw FileCheck.NotOurs(path);
    }

    internal override (SegmentMemory Now, SegmentException? Failure) Commit(
        SegmentKey key, SegmentMemory old, SegmentMemory larger)
    {
        if (!FileCheck.IsNameOf(NameOf(key), old.LockFile))
            throw Lost(key);

        File.Move(NameOf(key) + ReplacementSuffix, NameOf(key), overwrite: true);
        SetRetired(old, true);
        return (larger, null);
    }
    // docs: end

    internal override void Discard(SegmentKey key, SegmentMemory larger)
    {
        larger.Dispose();
        File.Delete(NameOf(key) + ReplacementSuffix);
    }

    internal override SegmentState Examine(SegmentKey key, bool removeLeftover)
    {
        if (removeLeftover)
            RemoveReplacement(key);
        return LeftoverFile.Examine(NameOf(key), removeLeftover);
    }

    internal override IReadOnlyList<SegmentKey> Keys() =>
        [.. Files()
            .Select(path => Path.GetFileName(path)[Prefix.Length..].TrimEnd(ReplacementSuffix[0], LifeLockSuffix[0]))
            .Where(SegmentKey.IsValid)
            .Where(key => !FileCheck.IsNotOurFile(Path.Combine(UnixFolder.Path, Prefix + key)))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(key => new SegmentKey(key))];

    private protected override string Others(SegmentKey key)
    {
        if (!UnixFolder.MayList)
            return "";

        string[] others = [.. Keys().Where(other => other != key).Take(5).Select(other => $"'{other}'")];
        return others.Length > 0 ? $" There are: {string.Join(", ", others)}." : "";
    }

    private static string[] Files()
    {
        UnixFolder.CheckIsThere();
        return UnixFolder.MayList
            ? Directory.GetFiles(UnixFolder.Path, Prefix + "*")
            : throw UnixFolder.Denied(UnixFolder.Path, isListing: true);
    }

    private SegmentMemory Announced(SegmentKey key, SegmentMemory memory)
    {
        CheckIdentity(key, memory);
        Presence.Announce(memory.LockFile);
        return memory;
    }

    // What a process left that was killed while it made a larger segment. If the name is another user's, then so be it:
    // only who wants to make a larger segment needs it.
    private void RemoveReplacement(SegmentKey key)
    {
        string path = NameOf(key) + ReplacementSuffix;
        if (!FileCheck.IsNotOurFile(path))
            LeftoverFile.TryExamine(path, remove: true);
    }
}
