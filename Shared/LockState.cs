namespace IpcTutorial;

/// <summary>What others have of the lock of a segment.</summary>
public enum LockState
{
    /// <summary>Nobody has it.</summary>
    Free,

    /// <summary>Readers have it.</summary>
    Shared,

    /// <summary>A writer has it.</summary>
    Alone,
}
