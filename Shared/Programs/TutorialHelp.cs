using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace IpcTutorial.Programs;

/// <summary>The help text: what a newcomer needs on one screen of 80 × 24, and each group of other options on one of its own,
/// by <c>--help</c> beside one of them that takes no value.</summary>
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
        int group = Array.FindIndex(groups, candidate => parseResult.FirstOf(candidate.Options) is not null);
        return group < 0
            ? LinesOf(parseResult.CommandResult.Command, parseResult.RootCommandResult.Command)
            : [$"{groups[group].Title}:", .. groups[group].Options.SelectMany(option => Row(NameOf(option), option.Description))];
    }

    private IEnumerable<string> LinesOf(Command command, Command root)
    {
        Dictionary<string, string> defaults = SettingOptions.Defaults();
        IEnumerable<Option> others = groups.SelectMany(group => group.Options);
        IEnumerable<Option> common =
        [
            .. command.Options.Except(others).Where(option => option is not (HelpOption or VersionOption)),
            .. root.Options.Where(option => option is HelpOption || (command == root && option is VersionOption)),
        ];
        return
        [
            command.Description ?? "",
            "",
            .. UsagesOf(command, isRoot: command == root),
            "",
            .. command == root ? command.Arguments.SelectMany(argument => Row(argument.Name, argument.Description)) : [],
            .. common.SelectMany(option => Row(NameOf(option),
                option.Description + (defaults.TryGetValue(option.Name, out string? value) ? $" ({value})" : ""))),
            .. command.Subcommands.SelectMany(subcommand => Row(subcommand.Name, subcommand.Description)),
            "",
            .. command == root ? Further() : [],
            "In parentheses: the default. Exit codes: 0 is success; others: docs/errors.md",
        ];
    }

    private IEnumerable<string> UsagesOf(Command command, bool isRoot)
    {
        if (!isRoot)
            return [$"  {program} {command.Name} [options]"];

        string usage = $"  {program} {string.Join(' ', command.Arguments.Select(ArgumentOf))} [options]";
        return command.Subcommands.Count == 0
            ? [usage]
            : [usage, $"  {program} {string.Join('|', command.Subcommands.Select(subcommand => subcommand.Name))}"];
    }

    private IEnumerable<string> Further()
    {
        string flags = string.Join(", ", groups.Select(group => $"{FlagOf(group.Options)} ({group.Title.ToLowerInvariant()})"));
        string example = $"{program} {FlagOf(groups[0].Options)} --help";
        return $"More, each with --help beside it: {flags}. For example: {example}".ToLines(Width);
    }

    private static string FlagOf(Option[] options) => options.First(option => option is Option<bool>).Name;

    private static string ArgumentOf(Argument argument) =>
        argument.Arity.MaximumNumberOfValues > 1 ? $"[{argument.Name}...]" : $"[{argument.Name}]";

    private static string NameOf(Option option) =>
        (option.Aliases.Contains("-h") ? "-h, " : "") + option.Name + (option.HelpName is null ? "" : $" {option.HelpName}");

    private static IEnumerable<string> Row(string name, string? description)
    {
        string[] lines = [.. (description ?? "").ToLines(Width - NameWidth - 4)];
        return lines.Select((line, index) => $"  {(index == 0 ? name : "").PadRight(NameWidth)}  {line}");
    }
}
