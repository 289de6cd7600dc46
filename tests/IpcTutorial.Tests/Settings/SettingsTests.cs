using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Settings;

/// <summary>One settings file, overridden by the environment, overridden by the command line.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("{", "is broken")]
    [InlineData("", "is broken")]
    [InlineData("""{ "Key": "a", "LockTimeoutSeconds": 5, "MaxPixels": 1, "Colour": 3 }""", "the setting 'Colour'")]
    [InlineData("""{ "Key": "a", "LockTimeoutSeconds": 5 }""", "the setting 'MaxPixels' is missing")]
    [InlineData("""{ "Key": {}, "LockTimeoutSeconds": 5, "MaxPixels": 1 }""", "the setting 'Key' is missing, or is no single value")]
    [InlineData("""{ "Key": "a", "LockTimeoutSeconds": "soon", "MaxPixels": 1 }""", "the setting 'LockTimeoutSeconds' is 'soon'")]
    [InlineData("""{ "Key": "a", "LockTimeoutSeconds": 5, "MaxPixels": 0 }""", "the setting 'MaxPixels' is '0'")]
    [InlineData("""{ "Key": "a", "LockTimeoutSeconds": 5, "MaxPixels": 1.5 }""", "must be a whole number")]
    public async Task A_bad_file_is_named_with_the_setting(string json, string message)
    {
        string consumer = await CopyConsumer();
        await File.WriteAllTextAsync(
            Path.Combine(_place.Folder, "appsettings.json"), json);

        ProgramResult result = await TutorialProgram.Run(Cli.Wrap(consumer));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("appsettings.json", result.Error, StringComparison.Ordinal);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        string consumer = await CopyConsumer();
        File.Delete(Path.Combine(_place.Folder, "appsettings.json"));

        ProgramResult result = await TutorialProgram.Run(Cli.Wrap(consumer));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"'{_place.PathOf("appsettings.json")}' is missing", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_key_in_the_file_is_InvalidKey()
    {
        string consumer = await CopyConsumer();
        await File.WriteAllTextAsync(Path.Combine(_place.Folder, "appsettings.json"),
            """{ "Key": "../x", "LockTimeoutSeconds": 5, "MaxPixels": 1 }""");

        ProgramResult result = await TutorialProgram.Run(Cli.Wrap(consumer));

        Assert.Equal((int)SegmentError.InvalidKey, result.ExitCode);
        Assert.Contains("appsettings.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_overrides_the_file()
    {
        ProgramResult result = await TutorialProgram.Run(TutorialProgram.Command("Consumer", _place.PathOf("out.png"))
            .WithEnvironmentVariables(variables => variables.Set("IPCTUTORIAL_KEY", _place.Key)));

        Assert.Contains($"No segment named '{_place.Key}'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_overrides_the_environment()
    {
        ProgramResult result = await TutorialProgram.Run(
            TutorialProgram.Command("Consumer", _place.PathOf("out.png"), "--key", _place.Key)
                .WithEnvironmentVariables(variables => variables.Set("IPCTUTORIAL_KEY", "../bad")));

        Assert.Contains($"No segment named '{_place.Key}'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_variable_is_named()
    {
        ProgramResult result = await TutorialProgram.Run(TutorialProgram.Command("Consumer", _place.PathOf("out.png"))
            .WithEnvironmentVariables(variables => variables.Set("IPCTUTORIAL_COLOUR", "red")));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("IPCTUTORIAL_COLOUR", result.Error, StringComparison.Ordinal);
    }

    private async Task<string> CopyConsumer()
    {
        await Workplace.Copy("Consumer", _place.Folder);
        return _place.PathOf(Path.GetFileName(TutorialProgram.PathOf("Consumer")));
    }
}
