using System.Diagnostics;
using System.Text.Json;
using IpcTutorial.Benchmarks.Results;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>Two processes that hand pictures over.</summary>
internal static class Pair
{
    /// <summary>Starts a pair, and waits for its end.</summary>
    /// <exception cref="PairException">It has failed; the message says how.</exception>
    internal static Batch Run(Assignment assignment)
    {
        Directory.CreateDirectory(assignment.Folder);
        try
        {
            using Process sender = Process.Start(new ProcessStartInfo(
                Environment.ProcessPath!, [Worker.Send, .. assignment.Arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true, // which the receiver inherits
                RedirectStandardError = true,
            })!;
            Task<string> error = sender.StandardError.ReadToEndAsync();
            string output = sender.StandardOutput.ReadToEnd();
            sender.WaitForExit();
            return sender.ExitCode == 0
                ? JsonSerializer.Deserialize<Batch>(output)!
                : throw new PairException(
                    $"{assignment.Way.Title}, {assignment.Size}: exit code {sender.ExitCode}. {error.Result.TrimEnd()}");
        }
        finally
        {
            Directory.Delete(assignment.Folder, recursive: true);
        }
    }
}
