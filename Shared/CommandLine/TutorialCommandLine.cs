using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;
using IpcTutorial.Qt;

namespace IpcTutorial.CommandLine;

/// <summary>What the command lines of both programs have in common.</summary>
public static class TutorialCommandLine
{
    private static readonly Option<string?> _key =
        Setting("--key", "NAME", "The name under which Producer and Consumer find the same segment");

    // Text, so that all values are checked in one place, wherever they come from.
    private static readonly Option<string?>[] _settings =
    [
        _key,
        Setting("--lock-timeout", "SECONDS", "How long to wait for the lock, 0 to 3600"),
        Setting("--max-pixels", "COUNT", "The largest picture to accept, in pixels (width × height)"),
    ];

    /// <summary>Adds the options for the settings and those of some groups, and what the help text says of them.</summary>
    public static void AddCommonOptions(this RootCommand root, params (string Title, Option[] Options)[] groups)
    {
        foreach (Option option in _settings.Concat(groups.SelectMany(group => group.Options)))
            root.Options.Add(option);
        foreach (Argument<string?> argument in root.Arguments.OfType<Argument<string?>>())
            argument.Validators.Add(RefuseUnknownOption);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new TutorialHelp((HelpAction)help.Action!, groups);
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
        TutorialSettings.Load(Given(commandLine, _settings));

    /// <summary>The settings for a segment of Qt's, whose key may be any text, and is not that of the file.</summary>
    /// <exception cref="SettingsException">See <see cref="TutorialSettings.Load"/>.</exception>
    /// <exception cref="SegmentException"><see cref="SegmentError.InvalidKey"/>.</exception>
    public static (QtKey Key, TutorialSettings Limits) GetQtSettings(this ParseResult commandLine) =>
        (new QtKey(commandLine.GetValue(_key) ?? QtKey.OfExample),
            TutorialSettings.Load(Given(commandLine, _settings.Where(option => option != _key))));

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

    private static IEnumerable<KeyValuePair<string, string?>> Given(
        ParseResult commandLine, IEnumerable<Option<string?>> options) =>
        from option in options
        where commandLine.GetResult(option) is not null
        let name = TutorialSettings.Options.Single(setting => setting.Value == option.Name).Key
        select KeyValuePair.Create(name, commandLine.GetValue(option));

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
