using System.Diagnostics;
using System.Text.Json;
using IpcTutorial.Benchmarks.Pairs;

namespace IpcTutorial.Benchmarks.Streams;

/// <summary>One process that publishes, and some that read.</summary>
internal static class StreamProcesses
{
    internal const string Write = "stream-write";
    internal const string Read = "stream-read";

    /// <exception cref="PairException">One of them has failed.</exception>
    internal static (StreamOutcome Writer, StreamOutcome[] Readers) Run(StreamTask task, int readers)
    {
        using Process writer = Start(Write, task);
        Process[] reading = [];
        try
        {
            Expect(writer);
            reading = [.. Enumerable.Range(0, readers).Select(_ => Start(Read, task))];
            foreach (Process reader in reading)
                Expect(reader);
            writer.StandardInput.WriteLine("go");
            StreamOutcome[] seen = [.. reading.Select(Outcome)];
            writer.StandardInput.Close();
            return (Outcome(writer), seen);
        }
        finally
        {
            foreach (Process reader in reading)
                reader.Dispose();
        }
    }

    private static Process Start(string what, StreamTask task) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath!, [what, .. task.Arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static void Expect(Process process)
    {
        if (process.StandardOutput.ReadLine() != "ready")
            throw new PairException("A process of the measurement has ended; what it says of that is above.");
    }

    private static StreamOutcome Outcome(Process process)
    {
        string? line = process.StandardOutput.ReadLine();
        return line is null
            ? throw new PairException("A process of the measurement has ended; what it says of that is above.")
            : JsonSerializer.Deserialize<StreamOutcome>(line)!;
    }
}
