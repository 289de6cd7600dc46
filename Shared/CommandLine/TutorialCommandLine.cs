using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;

namespace IpcTutorial.CommandLine;

/// <summary>What the command lines of both programs have in common.</summary>
public static class TutorialCommandLine
{
    // Text, so that all values are checked in one place, wherever they come from.
    private static readonly Option<string?>[] _settings =
    [
        Setting("--key", "NAME", "The name under which Producer and Consumer find the same segment"),
        Setting("--lock-timeout", "SECONDS", "How long to wait for the lock, 0 to 3600"),
        Setting("--max-pixels", "COUNT", "The largest picture to accept, in pixels (width × height)"),
    ];

    /// <summary>Adds the options for the settings and for experiments, and what the help text says of them.</summary>
    public static void AddCommonOptions(this RootCommand root, params Option[] experiments)
    {
        foreach (Option option in _settings.Concat(experiments))
            root.Options.Add(option);
        foreach (Argument<string?> argument in root.Arguments.OfType<Argument<string?>>())
            argument.Validators.Add(RefuseUnknownOption);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new TutorialHelp((HelpAction)help.Action!, experiments);
    }

    /// <summary>An option that takes a number of a range.</summary>
    public static Option<double?> Number(string name, string value, string description, double least, double most) =>
        new(name)
        {
            HelpName = value,
            Description = $"{description}, {least:0} to {most:0}",
            CustomParser = argument =>
            {
                string text = argument.Tokens.Single().Value;
                if (double.TryParse(text, CultureInfo.InvariantCulture, out double number)
                    && number >= least && number <= most)
                {
                    return number;
                }

                argument.AddError($"{name} is '{text}', and must be a number from {least:0} to {most:0}.");
                return null;
            },
        };

    /// <summary>The settings, as the file, the environment and this command line give them.</summary>
    /// <exception cref="SettingsException">See <see cref="TutorialSettings.Load"/>.</exception>
    public static TutorialSettings GetSettings(this ParseResult commandLine) =>
        TutorialSettings.Load(
            from setting in TutorialSettings.Options
            let option = _settings.Single(option => option.Name == setting.Value)
            where commandLine.GetResult(option) is not null
            select KeyValuePair.Create(setting.Key, commandLine.GetValue(option)));

    /// <summary>Parses a command line and runs its command.</summary>
    /// <returns>The exit code, and the message for standard error where there is one.</returns>
    public static (int Code, string? Message) Run(this RootCommand root, string[] args)
    {
        try
        {
            ParseResult parsed = root.Parse(args, new ParserConfiguration
            {
                ResponseFileTokenReplacer = null, // '@' may begin the name of a picture
            });
            return parsed.Errors.Count > 0
                ? (ExitCode.Usage, string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message))
                    + $"{Environment.NewLine}See --help.")
                : (parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false }), null);
        }
        catch (Exception e)
        {
            // The outermost frame of the program: whatever it is, the user gets a message and no stack trace.
            return ExitCode.Of(e);
        }
    }

    // The library takes what it does not know for an argument: a mistyped option would be the name of a file.
    private static void RefuseUnknownOption(ArgumentResult argument)
    {
        if (argument.Tokens is [{ Value: ['-', ..] option }, ..])
            argument.AddError($"There is no option '{option}'. (A file of this name: ./{option})");
    }

    private static Option<string?> Setting(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        Recursive = true, // for the subcommands too
    };
}
