namespace IpcTutorial.Programs;

/// <summary>A server on the network cannot be reached, or refuses; or what lies there is no picture: then
/// <see cref="Error"/> says why.</summary>
/// <param name="message">What was found and what was expected.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class ServerException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>What is wrong with the picture there; <see langword="null"/> if the server is what is wrong.</summary>
    public SegmentError? Error => (InnerException as SegmentException)?.Error;
}
