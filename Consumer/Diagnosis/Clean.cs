using System.CommandLine;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Diagnosis;

/// <summary><c>Consumer clean</c>: removes what dead processes left behind, as <c>ipcrm</c> does for System V.</summary>
internal static class Clean
{
    internal static Command Command() => SettingOptions.Subcommand(
        "clean", "Remove what dead processes left behind", ["--lock-timeout"], Run);

    private static int Run(TutorialSettings settings)
    {
        int removed = 0;
        int exitCode = ExitCode.Success;
        foreach (SegmentKey key in OperatingSystem.IsWindows() ? [] : SegmentList.Keys()) // there the kernel has cleaned
        {
            try
            {
                if (SegmentList.RemoveLeftover(key, settings.LockTimeout))
                {
                    Console.WriteLine($"Removed segment '{key}'.");
                    removed++;
                }
            }
            catch (SegmentException e)
            {
                exitCode = Failure.Report("Consumer", e, key); // the others are cleaned all the same
            }
        }

        if (removed == 0)
            Console.WriteLine("Nothing was left behind.");
        return exitCode;
    }
}
