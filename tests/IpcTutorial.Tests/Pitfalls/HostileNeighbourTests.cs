using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>Two users on one machine, one of them with bad intentions: what they plant is refused, and not touched.
/// </summary>
public sealed class HostileNeighbourTests : IDisposable
{
    private const int Victim = 54321;
    private const int Neighbour = 54322;

    internal static string Programs => _programs.Value;

    // Where both users may read them: this clone need not be. It goes with the temporary folder of the tests.
    private static readonly Lazy<string> _programs = new(() =>
    {
        string programs = Path.Combine(Path.GetTempPath(), "programs");
        foreach (string project in (string[])["Producer", "Consumer", "tests/Worker"])
        {
            string folder = Directory.CreateDirectory(Path.Combine(programs, Path.GetFileName(project))).FullName;
            Workplace.Copy(project, folder).GetAwaiter().GetResult();
        }

        return programs;
    });

    private readonly Workplace _place;

    public HostileNeighbourTests()
    {
        Requires.Root("Being two users");
        _place = new Workplace();

#pragma warning disable CA1416 // it is Linux
        File.SetUnixFileMode(_place.Folder, (UnixFileMode)0x1FF);
#pragma warning restore CA1416
    }

    public void Dispose()
    {
        string[] planted = Directory.GetFileSystemEntries("/dev/shm", $"{Path.GetFileName(_place.SegmentPath)}*");
        foreach (string entry in planted)
        {
            if (Directory.Exists(entry))
                Directory.Delete(entry);
            else
                File.Delete(entry);
        }

        _place.Dispose();
    }

    [Theory]
    [InlineData(
        "umask 077; echo x > $F", "umask 0; echo x > $F", "umask 0; : > $F",
        "umask 0; printf 'IPCT\\1\\0\\100\\0' > $F; head -c 2000 /dev/zero >> $F",
        "mkdir $F", "mkfifo -m 666 $F", "ln -s /etc/passwd $F", "ln -s $D/precious $F")]
    [InlineData("umask 0; : > $F!", "mkdir $F!", "mkfifo -m 666 $F!", "ln -s $D/precious $F!")] // as life lock
    public async Task What_a_neighbour_plants_is_refused_and_not_touched(params string[] plants)
    {
        await Shell(Victim, "echo precious > $D/precious; chmod 644 $D/precious");
        foreach ((int i, string plant) in plants.Index())
            Assert.Equal("", (await Shell(Neighbour, $"F=$F-{i}; {plant}")).Error);
        string before = await State();

        string keys = string.Join(' ', plants.Select((_, i) => $"$K-{i}"));
        ProgramResult byVictim = await Shell(Victim, $"$P/Worker/Worker attempt {keys}");
        ProgramResult byRoot = await Shell(0, $"$P/Worker/Worker attempt {keys}");

        Assert.All([byVictim, byRoot], result =>
        {
            string[] attempts = result.Output.TrimEnd().Split('\n');
            Assert.Equal((0, "", 2 * plants.Length), (result.ExitCode, result.Error, attempts.Length));
            Assert.All(attempts, attempt => Assert.Matches(
                ": PermissionDenied, .* belongs to another user, or is a folder, link or pipe", attempt));
        });
        Assert.Equal(before, await State());

        async Task<string> State() => (await Shell(0, "stat -c '%n %F %a %u %Y' $F-* $D/precious; cat $D/precious")).Output;
    }

    [Fact]
    public async Task Both_programs_say_that_it_belongs_to_another_user()
    {
        await Shell(Neighbour, "umask 0; echo x > $F");

        ProgramResult producer = await Shell(Victim, "$P/Producer/Producer --key $K < /dev/null");
        ProgramResult consumer = await Shell(Victim, "$P/Consumer/Consumer $D/out.png --key $K");
        ProgramResult byRoot = await Shell(0, "$P/Consumer/Consumer $D/out.png --key $K");

        Assert.All([producer, consumer, byRoot], result =>
        {
            Assert.Contains("belongs to another user, or is a folder, link or pipe", result.Error, StringComparison.Ordinal);
            Assert.Equal((int)SegmentError.PermissionDenied, result.ExitCode);
        });
    }

    [Fact]
    public async Task A_file_beside_the_segment_does_not_disturb_the_pair()
    {
        await using TutorialProgram producer = Start(Victim, "exec $P/Producer/Producer --key $K");
        await producer.Line("Wrote the picture");
        await Shell(Neighbour, "umask 077; echo x > $F~");

        ProgramResult consumer = await Shell(Victim, "$P/Consumer/Consumer $D/out.png --key $K");
        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        ProgramResult result = await producer.Enter();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(File.Exists(_place.SegmentPath));
        File.Delete(_place.SegmentPath + "~");
    }

    [Fact]
    public async Task A_neighbour_can_neither_read_nor_take_nor_remove_the_segment()
    {
        await using TutorialProgram producer = Start(Victim, "exec $P/Producer/Producer --key $K");
        await producer.Line("Wrote the picture");

        Assert.Equal(14, (await Shell(Neighbour, "$P/Consumer/Consumer $D/stolen.png --key $K")).ExitCode);
        Assert.Equal(14, (await Shell(Neighbour, "$P/Producer/Producer --key $K < /dev/null")).ExitCode);
        Assert.NotEqual(0, (await Shell(Neighbour, "cat $F")).ExitCode);
        Assert.NotEqual(0, (await Shell(Neighbour, "rm -f $F")).ExitCode);
        Assert.DoesNotContain(_place.Key, (await Shell(Neighbour, "$P/Consumer/Consumer list")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await Shell(Victim, "$P/Consumer/Consumer $D/out.png --key $K")).ExitCode);
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    // In a folder where both may write, a file can be replaced by one of another user.
    [Fact]
    public async Task A_neighbours_file_is_not_replaced_by_one_of_ours()
    {
        await Shell(Neighbour, "echo precious > $D/out.png; chmod 666 $D/out.png");
        await using TutorialProgram producer = Start(Victim, "exec $P/Producer/Producer --key $K");
        await producer.Line("Wrote the picture");

        ProgramResult consumer = await Shell(Victim, "$P/Consumer/Consumer $D/out.png --force --key $K");

        Assert.Equal(3, consumer.ExitCode);
        Assert.Contains($"belongs to user {Neighbour} and group {Neighbour}, and what replaces it could not: Operation not "
            + "permitted. Choose another name.", consumer.Error, StringComparison.Ordinal);
        Assert.Equal("out.png\nprecious\n", (await Shell(0, "ls -A $D; cat $D/out.png")).Output);
        await producer.Enter();
    }

    private TutorialProgram Start(int user, string command) => TutorialProgram.Start(Command(user, command));

    private Task<ProgramResult> Shell(int user, string command) => TutorialProgram.Run(Command(user, command));

    private Command Command(int user, string command) => Cli.Wrap("setpriv")
        .WithArguments([$"--reuid={user}", $"--regid={user}", "--clear-groups", "setsid", "sh", "-c", command])
        .WithEnvironmentVariables(variables => variables
            .Set("P", Programs).Set("D", _place.Folder).Set("F", _place.SegmentPath).Set("K", _place.Key).Set("HOME", _place.Folder));
}
