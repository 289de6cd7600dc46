using System.CommandLine;
using IpcTutorial.CommandLine;

namespace IpcTutorial.Consumer;

/// <summary><c>Consumer clean</c>: removes what dead processes left behind, as <c>ipcrm</c> does for System V.</summary>
internal static class Clean
{
    internal static Command Command()
    {
        var command = new Command("clean", "Remove the segments that dead processes left behind, and no other");
        command.SetAction(commandLine => Run(commandLine.GetSettings()));
        return command;
    }

    private static int Run(TutorialSettings settings)
    {
        int removed = 0;
        int exitCode = ExitCode.Success;
        foreach (SegmentKey key in SegmentDirectory.Keys())
        {
            try
            {
                if (SegmentDirectory.Examine(key, settings.LockTimeout, removeLeftover: true) == SegmentState.LeftBehind)
                {
                    Console.WriteLine($"Removed segment '{key}'.");
                    removed++;
                }
            }
            catch (SegmentException e)
            {
                Console.Error.WriteLine($"Consumer: {e.Message}"); // the others are cleaned all the same
                exitCode = (int)e.Error;
            }
        }

        if (removed == 0)
            Console.WriteLine("Nothing was left behind.");
        return exitCode;
    }
}
