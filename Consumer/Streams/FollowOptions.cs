using System.CommandLine;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Streams;

/// <summary>The options of the Consumer for a stream.</summary>
internal static class FollowOptions
{
    private static readonly Option<bool> _follow = new("--follow")
    {
        Description = "Read a stream, into files (OUTPUT is 'frame-%04d.png'), as raw pixels ('-'), or to see it (--show)",
    };

    private static readonly Option<bool> _every = new("--every")
    {
        Description = "Every picture, not always the latest: a Producer with --every waits for this one",
    };

    private static readonly Option<double?> _count = TutorialCommandLine.Number(
        "--count", "PICTURES", "End after so many", 1, int.MaxValue);

    internal static (string Title, Option[] Options) Group => ("A stream of pictures", [_follow, _every, _count]);

    internal static bool Every(ParseResult commandLine) => commandLine.GetValue(_every);

    internal static int? Count(ParseResult commandLine) => (int?)commandLine.GetValue(_count);

    /// <summary>Whether the command line asks for a stream.</summary>
    /// <exception cref="SettingsException">It has options that belong to one, and does not.</exception>
    internal static bool IsWanted(ParseResult commandLine)
    {
        if (commandLine.GetValue(_follow))
            return true;

        Option? lost = Group.Options.FirstOrDefault(option => commandLine.GetResult(option) is { Implicit: false });
        return lost is null ? false : throw new SettingsException($"{lost.Name} is for a stream: add --follow.");
    }
}
