using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace IpcTutorial.Programs;

/// <summary>What both programs must agree on, and their limits: from <c>appsettings.json</c> beside the programs,
/// overridden by environment variables (<c>IPCTUTORIAL_KEY</c>, …), overridden by the command line.</summary>
public sealed class TutorialSettings
{
    /// <summary>The name of the settings file.</summary>
    public const string FileName = "appsettings.json";

    /// <summary>What the names of environment variables begin with.</summary>
    public const string EnvironmentPrefix = "IPCTUTORIAL_";

    private const string KeyName = "Key";
    private const string LockTimeoutName = "LockTimeoutSeconds";
    private const string MaxPixelsName = "MaxPixels";

    private TutorialSettings(IConfigurationRoot configuration)
    {
        IConfigurationSection? unknown = configuration.GetChildren()
            .FirstOrDefault(setting => !Options.ContainsKey(setting.Key));
        if (unknown is not null)
        {
            throw new SettingsException($"{Source(configuration, unknown.Key)} has the setting '{unknown.Key}', which "
                + $"does not exist. There are: {string.Join(", ", Options.Keys)}.");
        }

        try
        {
            Key = new SegmentKey(Text(configuration, KeyName));
        }
        catch (SegmentException e)
        {
            throw new SegmentException(e.Error, $"{Source(configuration, KeyName)}: {e.Message}", e);
        }

        IsKeyFromFile = configuration.Providers.Last(provider => provider.TryGet(KeyName, out _))
            is JsonConfigurationProvider;
        LockTimeout = TimeSpan.FromSeconds(Number(configuration, LockTimeoutName, NumberStyles.Float, 0, 3600));
        MaxPixels = (int)Number(configuration, MaxPixelsName, NumberStyles.Integer, 1, PictureSize.MaxPixels);
    }

    /// <summary>All settings: their names in the file, and their options on the command line.</summary>
    public static IReadOnlyDictionary<string, string> Options { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [KeyName] = "--key",
            [LockTimeoutName] = "--lock-timeout",
            [MaxPixelsName] = "--max-pixels",
        };

    /// <summary>The key of the segment.</summary>
    public SegmentKey Key { get; }

    /// <summary>Whether the key is the one of the settings file, which every program finds without being told.</summary>
    public bool IsKeyFromFile { get; }

    /// <summary>What the other program must be given to find the same segment: nothing, or <c>--key</c>.</summary>
    public string Arguments => IsKeyFromFile ? "" : $"--key {Key}";

    /// <summary>How long to wait for a lock: 0 to 3600 seconds.</summary>
    public TimeSpan LockTimeout { get; }

    /// <summary>The most pixels a picture may have: 1 to <see cref="PictureSize.MaxPixels"/>.</summary>
    public int MaxPixels { get; }

    /// <summary>Reads the settings.</summary>
    /// <param name="commandLine">What the command line says: names of the file, with the values given.</param>
    /// <exception cref="SettingsException">The file is missing or broken, or a setting is missing, unknown, of a wrong
    /// type or out of its range.</exception>
    /// <exception cref="SegmentException"><see cref="SegmentError.InvalidKey"/>.</exception>
    public static TutorialSettings Load(IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        string path = Path.Combine(AppContext.BaseDirectory, FileName);
        try
        {
            return new TutorialSettings(new ConfigurationBuilder()
                .AddJsonFile(path)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(commandLine)
                .Build());
        }
        catch (FileNotFoundException e)
        {
            throw new SettingsException($"The settings file '{path}' is missing. Build again to restore it.", e);
        }
        catch (InvalidDataException e) when (e.GetBaseException() is not FileNotFoundException) // of a part of the program
        {
            throw new SettingsException(
                $"The settings file '{path}' is broken: {e.GetBaseException().Message}", e);
        }
    }

    private static string Text(IConfigurationRoot configuration, string name) =>
        configuration[name] ?? throw new SettingsException(
            $"{Source(configuration, name)}: the setting '{name}' is missing, or is no single value.");

    private static double Number(
        IConfigurationRoot configuration, string name, NumberStyles style, double least, double most)
    {
        string text = Text(configuration, name);
        return double.TryParse(text, style, CultureInfo.InvariantCulture, out double number)
            && number >= least && number <= most
            ? number
            : throw new SettingsException($"{Source(configuration, name)}: the setting '{name}' is '{text}', and must be a "
                + $"{(style == NumberStyles.Integer ? "whole " : "")}number from {least:0} to {most:0}.");
    }

    // The last provider that has a setting is the one whose value counts.
    private static string Source(IConfigurationRoot configuration, string name) =>
        configuration.Providers.LastOrDefault(provider => provider.TryGet(name, out _)
            || provider.GetChildKeys([], name).Any()) switch
        {
            EnvironmentVariablesConfigurationProvider =>
                $"The environment variable {EnvironmentPrefix}{name.ToUpperInvariant()}",
            MemoryConfigurationProvider => $"The option {Options[name]}",
            _ => $"The settings file '{Path.Combine(AppContext.BaseDirectory, FileName)}'",
        };
}
