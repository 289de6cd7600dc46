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
    /// <param name="commandLine">The command line.</param>
    /// <param name="others">What cannot be had together with one.</param>
    /// <exception cref="SettingsException">It has options that would be ignored.</exception>
    internal static bool IsWanted(ParseResult commandLine, params IEnumerable<Option> others)
    {
        if (commandLine.GetValue(_follow))
        {
            commandLine.Refuse(others, "has no use with --follow.");
            return true;
        }

        commandLine.Refuse(Group.Options, "is for a stream: add --follow.");
        return false;
    }
}
