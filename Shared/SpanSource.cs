namespace IpcTutorial;

/// <summary>Gives some bytes of a segment, in place.</summary>
internal delegate Span<byte> SpanSource(long offset, int length);
