using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>A file that is replaced stays whose it was, and as open to others as it was.</summary>
public sealed class OwnerTests : IDisposable
{
    private readonly Workplace _place = new();

    private string Output => _place.PathOf("picture.png");

    public OwnerTests() => Requires.Linux();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("640", "640")]
    [InlineData("604", "604")]
    [InlineData("7755", "755")] // a picture runs as nobody
    public async Task The_mode_is_kept_without_setuid_setgid_and_sticky(string mode, string kept)
    {
        await Shell($"echo old > $O && chmod {mode} $O");

        PictureFile.Save(Output, TestPicture.Random(4, 4), overwrite: true);

        Assert.Equal(kept, (await Shell("stat -c %a $O")).Output.Trim());
    }

    [Fact]
    public async Task Root_gives_the_file_to_whom_it_belonged()
    {
        Requires.Root("Writing for another user");
        await Shell("echo old > $O && chmod 640 $O && chown 54321:54322 $O");

        PictureFile.Save(Output, TestPicture.Random(4, 4), overwrite: true);

        Assert.Equal("54321 54322 640", (await Shell("stat -c '%u %g %a' $O")).Output.Trim());
    }

    private Task<ProgramResult> Shell(string command) => TutorialProgram.Run(TutorialProgram.InSession("sh", "-c", command)
        .WithEnvironmentVariables(variables => variables.Set("O", Output)));
}
