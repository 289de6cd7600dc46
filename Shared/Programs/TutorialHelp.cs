using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace IpcTutorial.Programs;

/// <summary>The help text: the library's, then the groups of options, then the exit codes.</summary>
internal sealed class TutorialHelp : SynchronousCommandLineAction
{
    private readonly HelpAction _help;
    private readonly (string Title, Option[] Options)[] _groups;

    internal TutorialHelp(HelpAction help, (string Title, Option[] Options)[] groups)
    {
        _help = help;
        _groups = groups;

        // The library knows no groups: what it does not list, we do.
        foreach (Option option in groups.SelectMany(group => group.Options))
            option.Hidden = true;
    }

    public override int Invoke(ParseResult parseResult)
    {
        // The library shows them for the subcommands too, which do not take them.
        foreach (Argument argument in parseResult.RootCommandResult.Command.Arguments)
            argument.Hidden = parseResult.CommandResult.Command is not RootCommand;
        int result = _help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is RootCommand)
        {
            foreach ((string title, Option[] options) in _groups)
            {
                output.WriteLine($"{title}:");
                foreach (Option option in options)
                {
                    string name = option.HelpName is null ? option.Name : $"{option.Name} <{option.HelpName}>";
                    output.WriteLine($"  {name,-24}  {option.Description}");
                }

                output.WriteLine();
            }
        }

        output.WriteLine("Exit codes:");
        foreach ((string code, string meaning) in ExitCode.All)
            output.WriteLine($"  {code,5}  {meaning}");
        return result;
    }
}
