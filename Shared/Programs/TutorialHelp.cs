using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace IpcTutorial.Programs;

/// <summary>The help text: what a newcomer needs on one screen of 80 × 24, and each group of other options on one of its own,
/// by <c>--help</c> beside one of them.</summary>
/// <remarks>The library has a help text, too: it knows no groups and no screens.</remarks>
internal sealed class TutorialHelp(string program, (string Title, Option[] Options)[] groups) : SynchronousCommandLineAction
{
    private const int Width = 80;
    private const int NameWidth = 24;

    public override int Invoke(ParseResult parseResult)
    {
        TextWriter output = parseResult.InvocationConfiguration.Output;
        foreach (string line in LinesOf(parseResult))
            output.WriteLine(line);
        return ExitCode.Success;
    }

    private IEnumerable<string> LinesOf(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        string defaultOf(Option option) => parseResult.DefaultOf(option) is { } value ? $" ({value})" : "";
        if (Array.Find(groups, group => parseResult.FirstOf(group.Options) is not null) is { Options: { } asked } found)
            return [$"{found.Title}:", .. asked.SelectMany(option => Row(NameOf(option), option.Description))];

        bool isRoot = command is RootCommand;
        Option[] common =
        [
            .. command.Options.Except(groups.SelectMany(group => group.Options)).Where(option => option is not (HelpOption or VersionOption)),
            .. parseResult.RootCommandResult.Command.Options.Where(option => option is HelpOption || (isRoot && option is VersionOption)),
        ];
        return
        [
            $"{command.Description}",
            "",
            isRoot ? $"  {program} {string.Join(' ', command.Arguments.Select(ArgumentOf))} [options]" : $"  {program} {command.Name} [options]",
            .. isRoot && command.Subcommands.Count > 0 ? [$"  {program} {string.Join('|', command.Subcommands.Select(sub => sub.Name))}"] : Array.Empty<string>(),
            "",
            .. isRoot ? command.Arguments.SelectMany(argument => Row(argument.Name, argument.Description)) : [],
            .. common.SelectMany(option => Row(NameOf(option), option.Description + defaultOf(option))),
            .. command.Subcommands.SelectMany(sub => Row(sub.Name, sub.Description)),
            "",
            .. isRoot ? Further() : [],
            "Exit codes: docs/errors.md. 0 is success.",
        ];
    }

    // Which options there are beside these.
    private IEnumerable<string> Further() => (
        $"More, each with --help beside it: {string.Join(", ", groups.Select(group => $"{FlagOf(group.Options).Name} ({group.Title.ToLowerInvariant()})"))}. "
        + $"As: {program} {FlagOf(groups[0].Options).Name} --help").ToLines(Width);

    private static Option FlagOf(Option[] options) => options.First(option => option is Option<bool>);

    private static string ArgumentOf(Argument argument) => argument.Arity.MaximumNumberOfValues > 1 ? $"[{argument.Name}...]" : $"[{argument.Name}]";

    private static string NameOf(Option option) =>
        string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Where(alias => alias == "-h").Append(option.Name))
        + (option.HelpName is null ? "" : $" {option.HelpName}");

    private static IEnumerable<string> Row(string name, string? description)
    {
        string[] lines = [.. (description ?? "").ToLines(Width - NameWidth - 4)];
        return lines.Select((line, index) => $"  {(index == 0 ? name : "").PadRight(NameWidth)}  {line}");
    }
}
