using System.CommandLine;
using IpcTutorial.CommandLine;
using Spectre.Console;

namespace IpcTutorial.Consumer;

/// <summary><c>Consumer list</c>: the segments there are, as <c>ipcs</c> lists those of System V.</summary>
internal static class List
{
    internal static Command Command()
    {
        var command = new Command("list", "List your segments, the living and those left behind");
        command.SetAction(commandLine => Run(commandLine.GetSettings()));
        return command;
    }

    private static int Run(TutorialSettings settings)
    {
        var table = new Table { Border = TableBorder.None }.AddColumns("KEY", "STATE", "BYTES", "PICTURE");
        foreach (SegmentKey key in SharedSegment.Keys())
        {
            (string state, string size, string picture) = Describe(key, settings.LockTimeout);
            table.AddRow(new Text(key.Value), new Text(state), new Text(size), new Text(picture));
        }

        if (table.Rows.Count == 0)
            Console.WriteLine("There are no segments.");
        else
            AnsiConsole.Write(table);
        return ExitCode.Success;
    }

    private static (string State, string Size, string Picture) Describe(SegmentKey key, TimeSpan timeout)
    {
        try
        {
            switch (SharedSegment.Examine(key, timeout))
            {
                case SegmentState.InUse:
                    using (SharedSegment segment = SharedSegment.Attach(key, timeout))
                    {
                        PictureHeader header = PictureHeader.CopyOf(segment.AsReadOnlySpan(0, PictureHeader.Length));
                        return ("in use", $"{segment.Size:N0}", $"{header.PictureSize} by process {header.ProducerPid}");
                    }

                case SegmentState.LeftBehind:
                    return ("left behind", "", "the next Producer, or 'clean', removes it");
                case SegmentState.Foreign:
                    return ("foreign", "", "not a segment of this tutorial");
                default:
                    return ("gone", "", "");
            }
        }
        catch (SegmentException e)
        {
            return ("error", "", e.Error.ToString());
        }
    }
}
