namespace IpcTutorial.Storage;

/// <summary>Where the bytes of segments live on this system. A call is made under the life lock of the key, unless its
/// summary says otherwise.</summary>
internal abstract class SegmentStorage
{
    /// <summary>The storage of the system that the program runs on.</summary>
    internal static SegmentStorage ThisSystem { get; } =
        OperatingSystem.IsWindows() ? new WindowsStorage() : new UnixStorage();

    /// <summary>The segment's name in the operating system, for people and for foreign programs.</summary>
    internal abstract string NameOf(SegmentKey key);

    /// <summary>Takes the life lock of a key, for as long as the file is open; null if somebody else has it. Waits for
    /// nothing.</summary>
    internal abstract FileStream? TryTakeLifeLock(SegmentKey key);

    /// <summary>Whether a process died that had the life lock of a key, and left no segment but its file. Needs no life
    /// lock.</summary>
    internal virtual bool HasLoneLifeLock(SegmentKey key) => false;

    /// <summary>Creates a segment, a header and zeros, where there is none.</summary>
    internal abstract SegmentMemory Create(SegmentKey key, long size, ReadOnlySpan<byte> header);

    /// <summary>Attaches to a segment that has a header.</summary>
    internal abstract SegmentMemory Attach(SegmentKey key, bool writable);

    /// <summary>Attaches to a segment that somebody is attached to. Needs no life lock: they keep it from being removed.
    /// </summary>
    /// <returns>Null if there is any doubt; then <see cref="Attach"/> finds out, under the life lock.</returns>
    internal virtual SegmentMemory? TryAttachBesideOthers(SegmentKey key, bool writable) => null;

    /// <summary>Whether somebody is attached for certain, who has the segment to remove when this process leaves. Needs no
    /// life lock.</summary>
    internal virtual bool IsSomebodyAttached(SegmentKey key) => false;

    /// <summary>Where the bytes of a key's locks begin in the file that has them. Needs no life lock.</summary>
    internal virtual long FirstLockByte(SegmentKey key) => 0;

    /// <summary>Whether an attachment is to the segment that the key had last: not to one that was removed, or that a
    /// larger one has replaced. Needs no life lock.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.BadHeader"/>: its file was cut short. Once this was asked
    /// under the lock, the bytes may be used until that is released.</exception>
    internal abstract bool HasKeyStill(SegmentMemory memory);

    /// <summary>Creates a segment, a header and zeros, that nobody else can find yet: it is to take the place of a smaller
    /// one.</summary>
    internal abstract SegmentMemory Prepare(SegmentKey key, long size, ReadOnlySpan<byte> header);

    /// <summary>Gives the key to a segment that was prepared and filled, and retires the old one, whose lock the caller has
    /// alone.</summary>
    /// <returns>The segment that has the key now: the larger one; or the old one, and why. The other one is to be closed.
    /// </returns>
    /// <exception cref="SegmentException">Nothing has changed.</exception>
    internal abstract (SegmentMemory Now, SegmentException? Failure) Commit(
        SegmentKey key, SegmentMemory old, SegmentMemory larger);

    /// <summary>Removes a segment that was prepared, and not committed.</summary>
    internal abstract void Discard(SegmentKey key, SegmentMemory larger);

    /// <summary>Looks at what there is under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="removeLeftover">Whether to remove a segment that nobody is attached to.</param>
    internal abstract SegmentState Examine(SegmentKey key, bool removeLeftover);

    /// <summary>The keys of the segments there are, this user's own and in alphabetical order.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotSupported"/> on Windows.</exception>
    internal abstract IReadOnlyList<SegmentKey> Keys();

    private protected static bool IsRetired(SegmentMemory memory) =>
        PictureHeader.CopyOf(memory.Read(0, PictureHeader.Length)).IsRetired;

    /// <summary>Detaches again, if the header is not one of this tutorial.</summary>
    private protected void CheckIdentity(SegmentKey key, SegmentMemory memory)
    {
        try
        {
            PictureHeader.CopyOf(memory.Read(0, PictureHeader.Length)).CheckKind(NameOf(key));
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    private protected static void SetRetired(SegmentMemory memory, bool retired)
    {
        ref PictureHeader header = ref PictureHeader.In(memory.Write(0, PictureHeader.Length));
        Volatile.Write(ref header.Flags, retired ? PictureHeader.RetiredFlag : 0);
    }

    private protected SegmentException NotFound(SegmentKey key, bool wasLeftBehind, Exception? inner = null) =>
        new(SegmentError.NotFound, wasLeftBehind
            ? $"No segment named '{key}': what a dead process left behind has been removed."
            : $"No segment named '{key}'.{Others(key)}", inner);

    /// <summary>A writer's segment is not that of its key any more, so nobody would find what it writes.</summary>
    internal SegmentException Lost(SegmentKey key) =>
        new(SegmentError.NotFound, $"Somebody removed {NameOf(key)}, the segment of this process, by hand.");

    // A key that differs between the two programs is best seen beside those that there are.
    private protected virtual string Others(SegmentKey key) => "";

    internal static SegmentException AlreadyExists(SegmentKey key, Exception? inner = null) =>
        new(SegmentError.AlreadyExists, $"Segment '{key}' exists, and somebody is attached to it.", inner);
}
