using CliWrap;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>Each way in which a system refuses memory: told before anything is touched, with the limit that was hit.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    // A control group of this process's own, of version 1 or 2, that it may take away again.
    private const string MakeGroup = """
        group=$(awk -F: '$2 ~ /memory/ { print "/sys/fs/cgroup/memory" $3 }' /proc/self/cgroup)
        limit=memory.limit_in_bytes
        if [ -z "$group" ]; then group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup); limit=memory.max; fi
        group=$group/$K
        mkdir $group 2> /dev/null && test -w $group/$limit || exit 99
        """;

    private readonly Workplace _place = new();

    public MemoryLimitTests() => Requires.Linux();

    public void Dispose() => _place.Dispose();

    // Without the check the kernel kills the Producer while it reserves, and the old picture is gone.
    [Fact]
    public async Task A_container_that_is_too_small_for_both_copies_keeps_the_old_picture()
    {
        Save("small.png", 20);
        Save("large.png", 3000); // 36,000,000 bytes, twice
        ProgramResult result = await Run($$"""
            {{MakeGroup}}
            echo $((70 << 20)) > $group/$limit
            cd "$D"; mkfifo lines
            sh -c "echo \$\$ > $group/cgroup.procs && exec \"\$@\"" sh "$P" small.png --key $K < lines 2> errors &
            exec 3> lines
            echo large.png >&3
            timeout 60 sh -c 'until grep -q "still the one before" errors; do :; done'
            "$C" out.png --key $K; echo >&3; wait $!; echo exit $?; cat errors >&2; rmdir $group
            """);
        if (result.ExitCode == 99)
            Assert.Skip("No control groups can be made here.");

        Assert.EndsWith("exit 0\n", result.Output);
        Assert.Matches(TutorialProgram.Codec == "ImageSharp" // which has the picture twice, and .NET ends that first
            ? "There is not enough memory for this picture"
            : @"A segment takes 36,000,064 bytes of memory, and /sys/fs/cgroup\S* has [\d,]+ left\.", result.Error);
        TestPicture.AssertSame(TestPicture.Random(20, 20), TestPicture.DecodeIndependently(_place.PathOf("out.png")));
    }

    [Theory]
    [InlineData("mount -t tmpfs tmpfs $G && cd $G && echo 50000000 > memory.max && echo 46000000 > memory.current && "
        + "printf 'inactive_file 3000000\\nactive_file 2000000\\n' > memory.stat", "/sys/fs/cgroup has 9,000,000 left.")]
    [InlineData("mount -t tmpfs tmpfs $G && mkdir $G/memory && cd $G/memory && echo 50000000 > memory.limit_in_bytes && "
        + "echo 46000000 > memory.usage_in_bytes && printf 'total_inactive_file 0\\ntotal_active_file 1\\n' > memory.stat",
        "/sys/fs/cgroup/memory has 4,000,001 left.")]
    [InlineData("printf 'MemAvailable:    8000 kB\\nSwapFree: 100 kB\\n' > \"$D/m\" && mount --bind \"$D/m\" /proc/meminfo",
        "this machine has 8,294,400 left.")]
    public async Task What_the_system_says_of_its_memory_is_counted(string make, string message)
    {
        await Machine.Require();
        Requires.That(Directory.Exists("/sys/fs/cgroup"), "There are no control groups here.");
        Save("picture.png", 600);
        ProgramResult result = await TutorialProgram.Run(Machine.Mounting(
            $"G=/sys/fs/cgroup && {make} && mount -t tmpfs tmpfs /dev/shm", Shell("""
            echo | "$P" "$D/picture.png" --key $K; echo exit $?; ls -A /dev/shm
            """)));

        Assert.EndsWith("exit 15\n", result.Output);
        Assert.Contains("A segment takes 1,440,064 bytes of memory, and " + message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mount -t tmpfs -o nr_inodes=2 tmpfs /dev/shm", "/dev/shm has no room for one more file.")]
    [InlineData("mount -t tmpfs -o nr_inodes=1 tmpfs /dev/shm", "/dev/shm has no room for one more file.")]
    [InlineData("mount -t tmpfs tmpfs /dev/shm && ulimit -f 100", "A file of this process may not have 1,440,064 bytes (ulimit -f).")]
    [InlineData("mount -t tmpfs tmpfs /dev/shm && ulimit -n 72", "(ulimit -n)")]
    public async Task A_limit_is_named(string make, string message)
    {
        await Machine.Require();
        Save("picture.png", 600);
        ProgramResult result = await TutorialProgram.Run(Machine.Mounting(make, Shell("""
            echo | "$P" "$D/picture.png" --key $K; echo exit $?; ls -A /dev/shm
            """)));

        Assert.EndsWith("exit 15\n", result.Output);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_on_files_ends_no_consumer()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        ProgramResult result = await Run("""cd "$D"; ulimit -f 1; "$C" out.png --key $K; echo exit $?; ls -A""");

        Assert.EndsWith("exit 3\n", result.Output);
        Assert.Contains("'out.png' cannot be written: it would be larger than a file of this process may be (ulimit -f).",
            result.Error, StringComparison.Ordinal);
        await producer.Enter();
    }

    // Where it fails otherwise than for a full disk, .NET goes on without it.
    [Theory]
    [InlineData(1000, "exit 15\n")]
    [InlineData(2000, "exit 0\n")]
    public async Task Where_memory_cannot_be_reserved_zeros_are_written(int kilobytes, string end)
    {
        await Machine.Require();
        Peers.Tools.RequireCompiler();
        Save("picture.png", 600);
        string forbid = await Forbid.Build();
        ProgramResult result = await TutorialProgram.Run(Machine.Mounting(
            $"mount -t tmpfs -o size={kilobytes}k tmpfs /dev/shm", Shell(
                $"echo | {forbid} fallocate \"$P\" \"$D/picture.png\" --key $K; echo exit $?; ls -A /dev/shm")));

        Assert.EndsWith(end, result.Output);
        if (end.Contains("15", StringComparison.Ordinal))
            Assert.Contains("/dev/shm has no room for a segment of 1,440,064 bytes", result.Error, StringComparison.Ordinal);
    }

    // .NET takes it for a file system that cannot reserve.
    [Fact]
    public async Task A_quota_is_named_and_nothing_is_left()
    {
        Peers.Tools.RequireCompiler();
        string library = await Peers.Tools.BuildPreload("no_quota");
        ProgramResult result = await TutorialProgram.Run(TutorialProgram.Command("Producer", "--key", _place.Key)
            .WithEnvironmentVariables(variables => variables.Set("LD_PRELOAD", library)));

        Assert.Contains("/dev/shm has no room for a segment of 1,024,064 bytes: a quota is used up.", result.Error,
            StringComparison.Ordinal);
        Assert.Equal(15, result.ExitCode);
    }

    private void Save(string name, int side) =>
        PictureFile.Save(_place.PathOf(name), TestPicture.Random(side, side), overwrite: false);

    private Task<ProgramResult> Run(string script) => TutorialProgram.Run(Shell(script));

    // The runtime may keep compiled code in a file of 2 GB: a limit on files would end it before it begins.
    private Command Shell(string script) => TutorialProgram.InSession("sh", "-c", script)
        .WithEnvironmentVariables(variables => variables.Set("D", _place.Folder).Set("K", _place.Key)
            .Set("P", TutorialProgram.PathOf("Producer")).Set("C", TutorialProgram.PathOf("Consumer"))
            .Set("DOTNET_EnableWriteXorExecute", "0"));
}
