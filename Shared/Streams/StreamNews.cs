namespace IpcTutorial.Streams;

/// <summary>What ended a wait for a picture.</summary>
public enum StreamNews
{
    /// <summary>There is one.</summary>
    Picture,

    /// <summary>Nobody writes any more: the program that did has ended, or was killed. The stream goes on if another one
    /// comes. Told once.</summary>
    WriterGone,

    /// <summary>Nothing, for as long as was asked.</summary>
    Timeout,
}
