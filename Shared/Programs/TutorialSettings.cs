using System.Text.Json;
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
            is JsonStreamConfigurationProvider;
        LockTimeout = TimeSpan.FromSeconds(Number(configuration, LockTimeoutName, 0, 3600));
        MaxPixels = (int)Number(configuration, MaxPixelsName, 1, PictureSize.MaxPixels, isWhole: true);
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
            // As a stream: nobody waits for the file to change, and looking for that takes time at every start.
            using FileStream file = File.OpenRead(path);
            return new TutorialSettings(new ConfigurationBuilder()
                .AddJsonStream(file)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(commandLine)
                .Build());
        }
        catch (FileNotFoundException e) when (e.FileName == path) // and not a part of the program
        {
            throw new SettingsException($"The settings file '{path}' is missing. Build again to restore it.", e);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new SettingsException(
                $"The settings file '{path}' is broken: {e.GetBaseException().Message}", e);
        }
    }

    private static string Text(IConfigurationRoot configuration, string name) =>
        configuration[name] ?? throw new SettingsException(
            $"{Source(configuration, name)}: the setting '{name}' is missing, or is no single value.");

    private static double Number(
        IConfigurationRoot configuration, string name, double least, double most, bool isWhole = false)
    {
        string text = Text(configuration, name);
        return text.IsNumber(least, most, isWhole, out double number)
            ? number
            : throw new SettingsException($"{Source(configuration, name)}: the setting '{name}' is '{text}', and must be a "
                + $"{(isWhole ? "whole " : "")}number from {least:0} to {most:0}.");
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
