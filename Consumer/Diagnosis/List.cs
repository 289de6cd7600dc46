using System.CommandLine;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Diagnosis;

/// <summary><c>Consumer list</c>: the segments there are, as <c>ipcs</c> lists those of System V.</summary>
internal static class List
{
    private const string LeftBehind = "left behind";

    internal static Command Command() => SettingOptions.Subcommand(
        "list", "List your segments, and what was left behind", ["--lock-timeout"], Run);

    private static int Run(TutorialSettings settings)
    {
        string[][] rows =
        [
            ["KEY", "STATE", "BYTES", "PICTURE"],
            .. SegmentList.Keys().Select(key => Describe(key, settings.LockTimeout)),
        ];
        if (rows.Length == 1)
        {
            Console.WriteLine("There are no segments.");
            return ExitCode.Success;
        }

        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            Console.WriteLine(string.Join("  ",
                row[0].PadRight(widths[0]), row[1].PadRight(widths[1]), row[2].PadLeft(widths[2]), row[3]).TrimEnd());
        }

        if (rows.Any(row => row[1] == LeftBehind))
            Console.WriteLine($"What is {LeftBehind}, 'clean' removes, or the next use of its key.");
        StandardStreams.CheckOutput();
        return ExitCode.Success;
    }

    private static string[] Describe(SegmentKey key, TimeSpan timeout)
    {
        try
        {
            switch (SegmentList.Examine(key, timeout))
            {
                case SegmentState.InUse:
                    using (SharedSegment segment = SharedSegment.Attach(key, timeout))
                    {
                        PictureHeader header = segment.Header;
                        string what = segment.Kind == SegmentKind.Stream ? "a stream" : $"{header.PictureSize}";
                        return [key.Value, "in use", $"{segment.Size:N0}", $"{what} by process {header.ProducerPid}"];
                    }

                case SegmentState.LeftBehind:
                    return [key.Value, LeftBehind, "", ""];
                case SegmentState.Foreign:
                    return [key.Value, "not a segment of this tutorial", "", ""];
                default:
                    return [key.Value, "gone in the meantime", "", ""];
            }
        }
        catch (SegmentException e)
        {
            return [key.Value, e.Error.ToString(), "", ""];
        }
    }
}
