namespace IpcTutorial;

/// <summary>What there is under a key.</summary>
public enum SegmentState
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A segment with somebody attached.</summary>
    InUse,

    /// <summary>A segment with nobody attached: the last process that was died without detaching.</summary>
    LeftBehind,

    /// <summary>Something that is no segment of this tutorial, and not ours to remove.</summary>
    Foreign,
}
