namespace IpcTutorial.Storage;

/// <summary>Where the bytes of segments live on this system. Every call but <see cref="Keys"/> is made under the
/// life lock of the key.</summary>
internal abstract class SegmentStorage
{
    /// <summary>The storage of the system that the program runs on.</summary>
    internal static SegmentStorage ThisSystem { get; } =
        OperatingSystem.IsWindows() ? new WindowsStorage() : new UnixStorage();

    /// <summary>The segment's name in the operating system, for people and for foreign programs.</summary>
    internal abstract string NameOf(SegmentKey key);

    /// <summary>Creates a segment of zeros, and says whether it took the place of one that was left behind.</summary>
    internal abstract Mapping Create(SegmentKey key, long size, out bool reclaimed);

    /// <summary>Attaches to a segment.</summary>
    internal abstract Mapping Attach(SegmentKey key, bool writable);

    /// <summary>Gives the key to a new segment of zeros.</summary>
    /// <param name="key">The key of both.</param>
    /// <param name="mapping">The old segment, retired and closed on success; then the new one.</param>
    /// <param name="size">The size of the new segment, in bytes.</param>
    /// <param name="fill">Writes the new segment, before anybody else can see it.</param>
    /// <param name="timeout">How long to wait for readers to leave, where the system needs that.</param>
    internal abstract void Replace(
        SegmentKey key, ref Mapping mapping, long size, Action<Mapping> fill, TimeSpan timeout);

    /// <summary>Looks at what there is under a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="removeLeftover">Whether to remove a segment that nobody is attached to.</param>
    internal abstract SegmentState Examine(SegmentKey key, bool removeLeftover);

    /// <summary>The keys of the segments there are, this user's own and in alphabetical order.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.NotSupported"/> on Windows.</exception>
    internal abstract IReadOnlyList<SegmentKey> Keys();

    private protected static void SetRetired(Mapping mapping, bool retired)
    {
        ref PictureHeader header = ref PictureHeader.In(mapping.Write(0, PictureHeader.Length));
        Volatile.Write(ref header.Flags, retired ? PictureHeader.RetiredFlag : 0);
    }

    private protected SegmentException NotFound(SegmentKey key, bool wasLeftBehind, Exception? inner = null) =>
        new(SegmentError.NotFound, wasLeftBehind
            ? $"No segment named '{key}': a dead process left one behind in {NameOf(key)}, and it has been removed "
                + "now."
            : $"No segment named '{key}'.{Others(key)}", inner);

    // A key that differs between the two programs is best seen beside those that there are.
    private protected virtual string Others(SegmentKey key) => "";

    private protected static SegmentException AlreadyExists(SegmentKey key, Exception? inner = null) =>
        new(SegmentError.AlreadyExists, $"Segment '{key}' exists, and somebody is attached to it. End that program "
            + "first, or choose another key with --key NAME.", inner);
}
