namespace IpcTutorial;

/// <summary>A segment could not be used: the message says what was found, what was expected, and what to do.</summary>
public sealed class SegmentException : IOException
{
    /// <summary>Names the error.</summary>
    /// <param name="error">The kind of failure, for programs.</param>
    /// <param name="message">What was found, what was expected and what to do next, for people.</param>
    /// <param name="inner">The failure of the operating system behind it, where there is one.</param>
    public SegmentException(SegmentError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>The kind of failure.</summary>
    public SegmentError Error { get; }
}
