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
        "--count", "PICTURES", "End after so many", 1, int.MaxValue, isWhole: true);

    internal static (string Title, Option[] Options) Group => ("A stream of pictures", [_follow, _every, _count]);

    /// <summary>Those that have no use for one who sends pictures to a server: one, or each that comes.</summary>
    internal static Option[] NotForServer(ParseResult commandLine, Option wait) => [_every, Follows(commandLine) ? wait : _count];

    internal static bool Follows(ParseResult commandLine) => commandLine.GetValue(_follow);

    internal static bool Every(ParseResult commandLine) => commandLine.GetValue(_every);

    internal static int? Count(ParseResult commandLine) => (int?)commandLine.GetValue(_count);

    /// <inheritdoc cref="TutorialCommandLine.AsksForStream"/>
    internal static bool IsWanted(ParseResult commandLine, IEnumerable<Option> others) =>
        commandLine.AsksForStream(_follow, Group.Options, others);
}
