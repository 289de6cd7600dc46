using IpcTutorial.Benchmarks.Pairs;

namespace IpcTutorial.Benchmarks.Results;

/// <summary>What one pair of processes has measured. All times in microseconds.</summary>
/// <param name="Way">The name of the way.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="HandOvers">From asking for a picture until it can be used.</param>
/// <param name="Copies">One copy of its bytes inside the receiver, measured after each hand-over.</param>
/// <param name="Checksums">Their CRC-32, likewise.</param>
/// <param name="Sender">What all the hand-overs cost the sending process.</param>
/// <param name="Receiver">And the receiving one.</param>
/// <param name="Between">And the one in the middle, if there is one: time of the processor only.</param>
internal sealed record Batch(
    string Way, int Width, int Height, IReadOnlyList<double> HandOvers, IReadOnlyList<double> Copies,
    IReadOnlyList<double> Checksums, Cost Sender, Cost Receiver, Cost Between);
