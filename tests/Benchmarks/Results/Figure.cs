namespace IpcTutorial.Benchmarks.Results;

/// <summary>What a way costs with pictures of one size: a row of the results. All times in microseconds.</summary>
/// <param name="Way">The name of the way, or <see cref="Copy"/>, or <see cref="Checksum"/>.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Count">How many hand-overs were measured.</param>
/// <param name="Median">Half of them took less.</param>
/// <param name="Low">A quarter took less.</param>
/// <param name="High">A quarter took more.</param>
/// <param name="Copies">The median as a multiple of one copy inside the receiver, measured between the hand-overs.</param>
/// <param name="SenderCpu">Time of the processor that a hand-over takes in the sending process.</param>
/// <param name="ReceiverCpu">In the receiving one.</param>
/// <param name="BetweenCpu">In the one in the middle, if there is one.</param>
/// <param name="SenderBytes">Bytes that a hand-over allocates in the sending process.</param>
/// <param name="ReceiverBytes">In the receiving one.</param>
internal sealed record Figure(
    string Way, string Title, int Width, int Height, int Count, double Median, double Low, double High, double Copies,
    double SenderCpu, double ReceiverCpu, double BetweenCpu, long SenderBytes, long ReceiverBytes)
{
    /// <summary>The row for one copy inside a process: the unit of the others.</summary>
    internal const string Copy = "copy";

    /// <summary>The row for the CRC-32 of a picture, which is in none of the others.</summary>
    internal const string Checksum = "crc-32";

    /// <summary>Whether it is one of a way, and not one of the two beside them.</summary>
    internal bool IsWay => Way is not (Copy or Checksum);

    internal PictureSize Size => new(Width, Height);

    /// <summary>10⁹ bytes of picture a second.</summary>
    internal double GigabytesPerSecond => Size.ByteCount / Median / 1000;
}
