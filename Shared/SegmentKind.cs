namespace IpcTutorial;

/// <summary>What a segment holds. The number is the version in its header.</summary>
public enum SegmentKind
{
    /// <summary>One picture, which the next one replaces.</summary>
    Picture = 1,

    /// <summary>A stream of pictures, each in a place of its own.</summary>
    Stream = 2,
}
