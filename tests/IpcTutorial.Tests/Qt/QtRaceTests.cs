using System.Diagnostics;
using System.Runtime.Versioning;
using CliWrap;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>What others do exactly between two of our steps: Qt sometimes gives itself a lock that we hold.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtRaceTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly QtPlace _place;

    public QtRaceTests()
    {
        Tools.RequireCompiler();
        _place = new QtPlace();
    }

    public void Dispose() => _place.Dispose();

    // The old memory stays as long as we are attached to it. But nobody finds it any more.
    [Fact]
    public async Task A_segment_that_is_replaced_while_we_attach_is_not_attached_to()
    {
        using QtSegment mine = QtSegment.Create(_place.Key, 64, _timeout);
        SystemVObject old = Memory();
        await using HeldProgram late = await _place.Held("shmat", 1, "attach");
        SystemVObject replacement = SystemV.MakeMemory(_place.Key.SegmentFile, 128);

        TutorialProgram reader = late.Release();

        Assert.Equal("attached to 128 bytes", await reader.Line("attached"));
        Assert.Equal((1, 1), (SystemV.Users(old), SystemV.Users(replacement)));
        mine.Dispose();
        Assert.True(File.Exists(_place.Key.SegmentFile)); // it belongs to the other one
        await EndWell(reader);
    }

    [Fact]
    public async Task A_segment_that_is_removed_while_we_attach_is_not_attached_to()
    {
        SystemVObject old = SystemV.MakeMemory(_place.Key.SegmentFile, 64);
        await using HeldProgram late = await _place.Held("shmat", 1, "attach");
        SystemV.RemoveMemory(old);
        SystemV.MakeMemory(_place.Key.SegmentFile, 128);

        TutorialProgram reader = late.Release();

        Assert.Equal("attached to 128 bytes", await reader.Line("attached"));
        await EndWell(reader);
    }

    [Fact]
    public async Task A_segment_that_loses_its_name_while_we_create_it_is_created_again()
    {
        await using HeldProgram late = await _place.Held("shmat", 1, "create");
        SystemVObject lost = Memory();
        SystemV.MoveKeyFile(_place.Key.SegmentFile);

        TutorialProgram creator = late.Release();

        await creator.Line("created");
        Assert.NotEqual(lost, Memory());
        Assert.Equal(SystemV.NumberOf(_place.Key.SegmentFile), Memory().Number);
        await EndWell(creator);
    }

    [Fact]
    public async Task A_segment_that_is_removed_while_we_create_it_is_created_again()
    {
        await using HeldProgram late = await _place.Held("shmat", 1, "create");
        SystemV.RemoveMemory(Memory());

        TutorialProgram creator = late.Release();

        await creator.Line("created");
        await EndWell(creator);
    }

    [Fact]
    public async Task A_segment_for_which_there_is_no_room_in_our_process_is_removed()
    {
        await using HeldProgram late = await _place.Held("shmat", 1, "create", number: 500_000_000);
        using (var process = Process.GetProcessById(late.Program.Id))
        {
            await Cli.Wrap("prlimit").WithArguments(
                ["--pid", $"{process.Id}", $"--as={process.VirtualMemorySize64 + 100_000_000}"]).ExecuteAsync();
        }

        Assert.NotEqual(0, (await late.Release().Exit()).ExitCode);

        Assert.True(_place.IsClean);
    }

    // We have found that there is no memory.
    [Fact]
    public async Task A_segment_that_is_made_before_we_make_ours_is_not_taken_for_ours()
    {
        await using HeldProgram late = await _place.Held("shmget", 1, "create");
        SystemVObject other = SystemV.MakeMemory(_place.Key.SegmentFile, 64, isFileNew: false);

        TutorialProgram creator = late.Release();

        await creator.Line("created");
        Assert.NotEqual(other, Memory());
        await EndWell(creator);
    }

    [Fact]
    public async Task A_leftover_that_is_removed_before_we_remove_it_is_gone()
    {
        SystemVObject leftover = SystemV.MakeMemory(_place.Key.SegmentFile, 64);
        await using HeldProgram late = await _place.Held("shmctl", 1, "create");
        SystemV.RemoveMemory(leftover);

        TutorialProgram creator = late.Release();

        await creator.Line("created");
        await EndWell(creator);
    }

    // Between creating a segment and writing into it, the lock is free for a moment.
    [Fact]
    public async Task A_picture_is_written_under_the_lock()
    {
        await using HeldProgram late = await _place.Held("semtimedop", 3, "publish");
        using QtSegment reader = QtSegment.Attach(_place.Key, _timeout);
        QtHeldLock held = reader.Lock.Acquire();
        TutorialProgram publisher = late.Release();
        await _place.UntilSomebodyWaits();
        Assert.Equal(-1, reader.AsReadOnlySpan().IndexOfAnyExcept((byte)0));

        held.Dispose();

        await publisher.Line("published");
        Assert.NotEqual(-1, reader.AsReadOnlySpan().IndexOfAnyExcept((byte)0));
        await EndWell(publisher);
    }

    private SystemVObject Memory() => Assert.Single(_place.Objects, found => found.Kind == "shm");

    private static async Task EndWell(TutorialProgram program) =>
        Assert.Equal((0, ""), ((await program.Enter()).ExitCode, (await program.Exit()).Error));
}
