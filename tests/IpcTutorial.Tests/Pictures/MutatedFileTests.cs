using System.Globalization;
using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>Files of strangers, with anything in them: in a process of its own, with limits, which a codec may take down.
/// </summary>
public sealed class MutatedFileTests(ITestOutputHelper output) : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Each_is_read_or_refused_in_time_and_always_the_same()
    {
        Requires.Unix(); // for its limits
        string[] originals = [.. Directory.GetFiles(Path.GetDirectoryName(TestPicture.File("photo.bmp"))!)
            .Where(file => Path.GetExtension(file) is ".png" or ".jpg" or ".webp" or ".bmp").Order(StringComparer.Ordinal)];

        ProgramResult result = await TutorialProgram.Run(Cli.Wrap("sh").WithArguments(
        [
            "-c", "ulimit -v 8000000 && exec \"$@\"", "sh", TutorialProgram.PathOf("tests/Worker"), "mutate", _place.Key,
            _place.PathOf("current"), TestSize.Mutations.ToString(CultureInfo.InvariantCulture), .. originals,
        ]).WithEnvironmentVariables(variables => variables.Set("DOTNET_GCHeapHardLimit", $"{256 << 20:X}")));

        if (result.ExitCode != 0)
            File.Copy(_place.PathOf("current"), Path.Combine(AppContext.BaseDirectory, "mutated-file"), overwrite: true);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        output.WriteLine(result.Output);
    }
}
