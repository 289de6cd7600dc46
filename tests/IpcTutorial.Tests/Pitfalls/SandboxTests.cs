using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>Rights and calls that are missing: each error names the folder, the right or the call, and nothing is left.
/// </summary>
public sealed class SandboxTests : IDisposable
{
    private const int Stranger = 54323;

    private readonly Workplace _place = new();

    public SandboxTests() => Requires.Linux();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("fallocate", 0, "")]
    [InlineData("fchmod", 0, "")]
    [InlineData("flock", 21, "is on a file system without file locks")]
    [InlineData("statx", 21, "The system refuses the call statx: Operation not permitted.")]
    [InlineData("fcntl", 21, "The system refuses the call fcntl, which locks bytes of a file: Operation not permitted.")]
    [InlineData("ftruncate", 21, "cannot be used: Operation not permitted. If this is a sandbox, allow what it forbids.")]
    public async Task A_call_that_is_forbidden_is_not_needed_or_named(string call, int exitCode, string message)
    {
        Tools.RequireCompiler();
        string forbid = await Forbid.Build();

        ProgramResult result = await TutorialProgram.Run(TutorialProgram.InSession(
            "sh", "-c", "echo | \"$@\"", "sh", forbid, call, TutorialProgram.PathOf("Producer"), "--key", _place.Key));

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("another user", result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
        Assert.False(_place.SegmentExists);
    }

    [Theory]
    [InlineData("755", "cannot be written to: its mode is 755", 0, 10)]
    [InlineData("711", "cannot be written to: its mode is 711", 21, 10)]
    [InlineData("733", null, 21, 10)]
    [InlineData("0", "cannot be written to: its mode is 0", 21, 10)]
    public async Task A_folder_that_may_not_be_used_is_named_with_its_mode(string mode, string? refusal, int list, int take)
    {
        Requires.Root("A stranger's process");
        await Machine.Require();
        ProgramResult result = await There($"-o mode={mode} tmpfs /dev/shm", $"""
            echo | $P/Producer/Producer --key $K; echo producer $?; $P/Consumer/Consumer list; echo list $?
            $P/Consumer/Consumer $D/out.png --key $K; echo take $?
            """);

        Assert.Contains($"producer {(refusal is null ? 0 : 21)}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains($"list {list}\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith($"take {take}\n", result.Output); // there is none, and one may wait for it
        Assert.Contains($"/dev/shm {refusal}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("another user", result.Error, StringComparison.Ordinal);
        if (list != 0)
            Assert.Contains($"/dev/shm cannot be listed: its mode is {mode}", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", 21, "There is no /dev/shm, in which segments are.")]
    [InlineData("mkdir elsewhere && ln -s elsewhere shm", 0, "")]
    public async Task A_folder_that_is_missing_is_named_and_a_link_followed(string make, int exitCode, string message)
    {
        Requires.Root("Another /dev");
        await Machine.Require();
        ProgramResult result = await TutorialProgram.Run(Machine.Mounting(
            $"mount -t tmpfs tmpfs /dev && cd /dev && mknod -m 666 null c 1 3 && {make}", Cli.Wrap("sh").WithArguments(
                ["-c", "cd \"$0\" && exec \"$@\"", _place.Folder,
                    TutorialProgram.PathOf("Producer"), "--demo", "--key", _place.Key])));

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode);
    }

    private Task<ProgramResult> There(string mount, string script) => TutorialProgram.Run(Cli.Wrap("unshare").WithArguments(
        ["--mount", "sh", "-c", $"mount -t tmpfs {mount} && exec setpriv --reuid={Stranger} --regid={Stranger} --clear-groups sh -c \"$0\"",
            script]).WithEnvironmentVariables(variables => variables.Set("K", _place.Key).Set("HOME", _place.Folder)
            .Set("P", HostileNeighbourTests.Programs).Set("D", _place.Folder)));
}
