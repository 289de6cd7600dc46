using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace IpcTutorial.CommandLine;

/// <summary>What the command lines of both programs have in common.</summary>
public static class TutorialCommandLine
{
    private static readonly Option<string?> _key = Setting(
        "--key", "NAME", "The name under which Producer and Consumer find the same segment");

    private static readonly Option<string?> _lockTimeout = Setting(
        "--lock-timeout", "SECONDS", "How long to wait for the lock, 0 to 3600");

    private static readonly Option<string?> _maxPixels = Setting(
        "--max-pixels", "COUNT", "The largest picture to accept, in pixels (width × height)");

    /// <summary>Adds the options for the settings, and the exit codes to the help text.</summary>
    public static void AddCommonOptions(this RootCommand root)
    {
        root.Options.Add(_key);
        root.Options.Add(_lockTimeout);
        root.Options.Add(_maxPixels);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
    }

    /// <summary>The settings, as the file, the environment and this command line give them.</summary>
    /// <exception cref="SettingsException">See <see cref="TutorialSettings.Load"/>.</exception>
    public static TutorialSettings GetSettings(this ParseResult commandLine)
    {
        (string Name, Option<string?> Option)[] options =
        [
            (TutorialSettings.KeyName, _key),
            (TutorialSettings.LockTimeoutName, _lockTimeout),
            (TutorialSettings.MaxPixelsName, _maxPixels),
        ];
        return TutorialSettings.Load(options
            .Where(setting => commandLine.GetResult(setting.Option) is not null)
            .Select(setting => KeyValuePair.Create(setting.Name, commandLine.GetValue(setting.Option))));
    }

    /// <summary>Parses a command line and runs its command.</summary>
    /// <returns>The exit code, and the message for standard error where there is one.</returns>
    public static (int Code, string? Message) Run(this RootCommand root, string[] args)
    {
        try
        {
            ParseResult parsed = root.Parse(args);
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

    private static Option<string?> Setting(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        Recursive = true, // for the subcommands too
    };

    private sealed class HelpWithExitCodes(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int result = help.Invoke(parseResult);
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Exit codes:");
            foreach ((int code, string meaning) in ExitCode.All)
                output.WriteLine($"  {code,3}  {meaning}");
            return result;
        }
    }
}
