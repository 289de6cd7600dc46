namespace IpcTutorial;

/// <summary>Why a segment could not be used. The number is the exit code of both programs.</summary>
public enum SegmentError
{
    /// <summary>No segment has this key: it was never created, or the last process has detached.</summary>
    NotFound = 10,

    /// <summary>Create: somebody is attached to a segment of this key.</summary>
    AlreadyExists = 11,

    /// <summary>The key has characters or a length that no segment can have.</summary>
    InvalidKey = 12,

    /// <summary>The size is smaller than a header, or larger than a segment can be.</summary>
    InvalidSize = 13,

    /// <summary>The segment, or the name it should have, belongs to another user.</summary>
    PermissionDenied = 14,

    /// <summary>There is not enough memory for a segment or a picture of this size.</summary>
    OutOfResources = 15,

    /// <summary>The segment holds no picture yet.</summary>
    NotReady = 16,

    /// <summary>What is in the segment is not what this tutorial's header says it must be.</summary>
    BadHeader = 17,

    /// <summary>Another process held the lock for longer than the time limit.</summary>
    LockTimeout = 18,

    /// <summary>The Producer died while it was writing: the picture is not whole.</summary>
    Incomplete = 19,

    /// <summary>The pixels do not have the checksum that the header gives.</summary>
    BadChecksum = 20,

    /// <summary>This system lacks something that a safe segment needs.</summary>
    NotSupported = 21,

    /// <summary>The segment holds a stream of pictures where one picture is wanted, or the other way round.</summary>
    WrongKind = 22,
}
