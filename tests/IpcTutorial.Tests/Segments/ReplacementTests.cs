using CliWrap;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>Something else has the name under which a larger segment is made.</summary>
public sealed class ReplacementTests : IDisposable
{
    private readonly Workplace _place = new();

    private string Replacement => _place.SegmentPath + "~";

    public ReplacementTests() => Requires.Unix();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("mkdir $F", "rmdir $F")]
    [InlineData("mkfifo $F", "rm $F")]
    [InlineData("ln -s $D/precious $F", "test ! -e $D/precious && rm $F")]
    public Task It_is_PermissionDenied_and_the_old_picture_stays(string plant, string remove) => IsRefused(plant, remove);

    [Fact]
    public Task So_is_a_file_of_another_user()
    {
        Requires.Root("Being two users");
        return IsRefused("echo precious > $F && chown 54321 $F", "grep -q precious $F && rm $F");
    }

    private async Task IsRefused(string plant, string remove)
    {
        Picture old = TestPicture.Random(8, 8);
        Assert.Equal(0, (await TutorialProgram.Run(Shell(plant))).ExitCode);
        using PictureWriter writer = _place.Writer(old.Size);
        writer.Publish(old);

        var refused = Assert.Throws<SegmentException>(() => writer.Publish(TestPicture.Random(9, 9)));

        Assert.Equal(SegmentError.PermissionDenied, refused.Error);
        Assert.Equal($"{Replacement} belongs to another user, or is a folder, link or pipe.", refused.Message);
        using PictureReader reader = _place.Reader();
        Assert.Equal(old.Crc, reader.Take(out _).Crc);
        Assert.Equal(0, (await TutorialProgram.Run(Shell(remove))).ExitCode);

        Picture larger = TestPicture.Random(9, 9);
        writer.Publish(larger); // now that the name is free
        Assert.Equal(larger.Crc, reader.Take(out _).Crc);
    }

    private Command Shell(string command) => TutorialProgram.InSession("sh", "-c", command).WithEnvironmentVariables(
        variables => variables.Set("F", Replacement).Set("D", _place.Folder));
}
