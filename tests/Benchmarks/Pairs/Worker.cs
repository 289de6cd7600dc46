using IpcTutorial.Benchmarks.Streams;
using IpcTutorial.Programs;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>What this program is when it starts itself: one of a pair, or what a pair has in the middle.</summary>
internal static class Worker
{
    internal const string Send = "send";
    internal const string Receive = "receive";
    internal const string QcopServer = "qcop-server";

    /// <returns>The exit code, or <see langword="null"/> if the command line is that of a user.</returns>
    internal static int? Run(string[] args)
    {
        if (args is not [Send or Receive or QcopServer or StreamProcesses.Write or StreamProcesses.Read, ..])
            return null;

        // Ctrl+C reaches all processes of a terminal. A pair ends what it has begun, so that nothing is left behind; it
        // takes a moment.
        _ = new StopSignal();
        try
        {
            return args[0] switch
            {
                Send => SendingProcess.Run(Assignment.Parse(args.AsSpan(1))),
                Receive => ReceivingProcess.Run(args[1], Assignment.Parse(args.AsSpan(2))),
                StreamProcesses.Write => WritingProcess.Run(StreamTask.Parse(args.AsSpan(1))),
                StreamProcesses.Read => ReadingProcess.Run(StreamTask.Parse(args.AsSpan(1))),
                _ => Ways.QcopServer.Run(args[1]),
            };
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"{args[0]}: {(e is PairException ? e.Message : ExitCode.Of(e).Message)}");
            return ExitCode.Unexpected;
        }
    }
}
