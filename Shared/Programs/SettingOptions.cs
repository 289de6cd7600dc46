using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Globalization;

namespace IpcTutorial.Programs;

/// <summary>The options for the settings, which both programs have.</summary>
public static class SettingOptions
{
    private static readonly Option<string?> _key =
        Setting("--key", "NAME", "The name of the segment");

    // Text, so that all values are checked in one place, wherever they come from.
    private static readonly Option<string?>[] _settings =
    [
        _key,
        Setting("--lock-timeout", "SECONDS", "How long to wait for the lock, 0 to 3600"),
        Setting("--max-pixels", "COUNT", "The largest picture, in pixels"),
    ];

    /// <summary>Adds the options for the settings and those of some groups, and what the help text says of them.</summary>
    /// <param name="root">The command line.</param>
    /// <param name="program">The name of the program.</param>
    /// <param name="groups">Options that not everybody needs, in groups.</param>
    public static void AddCommonOptions(this RootCommand root, string program, params (string Title, Option[] Options)[] groups)
    {
        foreach (Option option in _settings.Concat(groups.SelectMany(group => group.Options)))
            root.Options.Add(option);
        foreach (HelpOption help in root.Options.OfType<HelpOption>())
        {
            help.Description = "Show this";
            help.Action = new TutorialHelp(program, groups);
        }

        foreach (VersionOption version in root.Options.OfType<VersionOption>())
            version.Description = "Show the version";
    }

    /// <summary>A subcommand, which takes some of the settings: what it would ignore, it does not offer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">For the help text.</param>
    /// <param name="settings">The names of the options.</param>
    /// <param name="run">What it does.</param>
    public static Command Subcommand(
        string name, string description, string[] settings, Func<TutorialSettings, int> run)
    {
        var command = new Command(name, description);
        foreach (Option<string?> option in _settings.Where(option => settings.Contains(option.Name)))
            command.Options.Add(option);
        command.SetAction(commandLine => run(commandLine.GetSettings()));
        return command;
    }

    /// <summary>What the settings are without their options, by the names of these; nothing if the file is broken, which
    /// whoever asks may be about to mend.</summary>
    internal static Dictionary<string, string> Defaults()
    {
        try
        {
            TutorialSettings settings = TutorialSettings.Load([]);
            return new Dictionary<string, string>
            {
                ["--key"] = settings.Key.ToString(),
                ["--lock-timeout"] = settings.LockTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
                ["--max-pixels"] = settings.MaxPixels.ToString(CultureInfo.InvariantCulture),
            };
        }
        catch (Exception e) when (e is SettingsException or SegmentException)
        {
            return [];
        }
    }

    /// <summary>The settings, as the file, the environment and this command line give them.</summary>
    /// <exception cref="SettingsException">See <see cref="TutorialSettings.Load"/>.</exception>
    public static TutorialSettings GetSettings(this ParseResult commandLine) =>
        TutorialSettings.Load(Given(commandLine));

    /// <summary>The settings for a segment of another kind, whose key may be any text, and is not that of the file.
    /// </summary>
    /// <returns>The key that the command line gives, if any, and the other settings.</returns>
    /// <exception cref="SettingsException">See <see cref="TutorialSettings.Load"/>.</exception>
    public static (string? Key, TutorialSettings Limits) GetForeignSettings(this ParseResult commandLine) =>
        (commandLine.GetValue(_key), TutorialSettings.Load(Given(commandLine, except: _key)));

    private static IEnumerable<KeyValuePair<string, string?>> Given(ParseResult commandLine, Option? except = null)
    {
        foreach ((string name, string option) in TutorialSettings.Options)
        {
            if (option != except?.Name && commandLine.GetResult(option) is OptionResult given)
                yield return new(name, given.GetValueOrDefault<string?>());
        }
    }

    private static Option<string?> Setting(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
    };
}
