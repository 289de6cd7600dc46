using System.CommandLine;
using System.CommandLine.Parsing;

namespace IpcTutorial.Programs;

/// <summary>What is wrong with a command line: what the library finds, and what it takes for something else.</summary>
internal static class CommandLineMistakes
{
    /// <summary>The messages; none if all is well.</summary>
    internal static IEnumerable<string> Of(ParseResult commandLine)
    {
        Command root = commandLine.RootCommandResult.Command;
        Command command = commandLine.CommandResult.Command;
        return [.. commandLine.Errors.Select(error => error.Message),
            .. command == root ? Mistyped(commandLine, root) : NotOffered(commandLine, root, command)];
    }

    // The library takes what it does not know for an argument: a mistyped option or command would be the name of a file.
    private static IEnumerable<string> Mistyped(ParseResult commandLine, Command root)
    {
        Token[] options = [.. commandLine.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)];
        foreach (Token token in Arguments(commandLine, root))
        {
            string typed = token.Value;
            if (typed.StartsWith('-') && typed != "-" && options.Contains(token))
            {
                string meant = Suggestion.For(typed, Names(root.Options));
                yield return $"There is no option '{typed}'.{meant} (A file of this name: ./{typed})";
            }
            else if (!Path.HasExtension(typed)
                     && Suggestion.For(typed, root.Subcommands.Select(each => each.Name)) is not "" and var meant)
            {
                yield return $"There is no command '{typed}'.{meant}";
            }
        }
    }

    private static IEnumerable<string> NotOffered(ParseResult commandLine, Command root, Command command) =>
        root.Options
            .Where(option => !option.Recursive && commandLine.GetResult(option) is { Implicit: false })
            .Where(option => !command.Options.Contains(option))
            .Select(option => option.Name)
            .Concat(Arguments(commandLine, root).Select(token => token.Value))
            .Select(given => $"'{command.Name}' does not take '{given}'.");

    private static IEnumerable<Token> Arguments(ParseResult commandLine, Command root) =>
        root.Arguments.SelectMany(argument => commandLine.GetResult(argument)?.Tokens ?? []);

    private static IEnumerable<string> Names(IEnumerable<Option> options) =>
        options.SelectMany(option => option.Aliases.Prepend(option.Name));
}
