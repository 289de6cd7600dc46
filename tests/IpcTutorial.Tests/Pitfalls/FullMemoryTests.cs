using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>A small <c>/dev/shm</c>, from nothing free upwards: a clean error or a picture, never a dead process.</summary>
public sealed class FullMemoryTests : IDisposable
{
    private const int Page = 4096;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public async Task A_segment_of_five_pages_needs_five_free_pages(int freePages, bool fits)
    {
        await Machine.Require();
        Save("picture.png", 63); // 15,876 bytes of pixels and 64 of header are 4 pages; the mount itself takes none
        Save("larger.png", 64); // 16,384 and 64 are 5

        ProgramResult result = await Run(freePages, "echo | \"$P\" \"$D/larger.png\" --key $K; echo exit $?; ls -A /dev/shm");

        Assert.Contains(fits ? "exit 0" : "exit 15", result.Output, StringComparison.Ordinal);
        Assert.EndsWith(fits ? "exit 0\n" : "exit 15\n", result.Output); // and nothing is left
        if (!fits)
        {
            Assert.Contains($"has no room for a segment of 16,448 bytes: {freePages * Page:N0} of", result.Error,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_larger_picture_without_room_leaves_the_old_one()
    {
        await Machine.Require();
        Save("picture.png", 63);
        Save("larger.png", 64);

        // The Consumer comes when the Producer has said that the larger picture did not fit.
        ProgramResult result = await Run(6, """
            cd "$D"
            (echo larger.png; timeout 30 sh -c 'until grep -q before errors; do :; done'
             "$C" out.png --key $K >&2; echo) | "$P" picture.png --key $K 2> errors
            echo exit $?; cat errors >&2
            """);

        Assert.EndsWith("exit 0\n", result.Output);
        Assert.Contains("has no room for a segment of 16,448 bytes", result.Error, StringComparison.Ordinal);
        Assert.Contains("The picture in the segment is still the one before.", result.Error, StringComparison.Ordinal);
        TestPicture.AssertSame(TestPicture.Random(63, 63), TestPicture.DecodeIndependently(_place.PathOf("out.png")));
    }

    private void Save(string name, int side) =>
        PictureFile.Save(_place.PathOf(name), TestPicture.Random(side, side), overwrite: false);

    // In a mount namespace of its own. tmpfs takes a size of 0 for no limit, so what is to be full is filled.
    private Task<ProgramResult> Run(int freePages, string command) => TutorialProgram.Run(Machine.Mounting(
        $"mount -t tmpfs -o size={(freePages + 1) * Page} tmpfs /dev/shm && head -c {Page} /dev/zero > /dev/shm/.full",
        Cli.Wrap("sh").WithArguments(
            ["-c", command.Replace("ls -A /dev/shm", "ls -A /dev/shm | grep -v '^.full$'", StringComparison.Ordinal)]))
        .WithEnvironmentVariables(variables => variables.Set("D", _place.Folder).Set("K", _place.Key)
            .Set("P", TutorialProgram.PathOf("Producer")).Set("C", TutorialProgram.PathOf("Consumer"))));
}
