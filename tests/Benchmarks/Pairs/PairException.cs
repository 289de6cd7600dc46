namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>Nothing could be measured.</summary>
internal sealed class PairException(string message) : Exception(message);
