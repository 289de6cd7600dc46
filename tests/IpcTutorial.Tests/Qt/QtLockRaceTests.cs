using System.Runtime.Versioning;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>What others do to Qt's lock exactly between two of our steps.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtLockRaceTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly QtPlace _place;

    public QtLockRaceTests()
    {
        Tools.RequireCompiler();
        _place = new QtPlace();
    }

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("ftok", 2)] // made, and not asked for its number
    [InlineData("open", 1)] // not there, and not made
    public async Task A_key_file_that_comes_or_goes_is_found_or_made_again(string call, int count)
    {
        await using HeldProgram late = await _place.Held(call, count, "create", _place.Key.LockFile);
        if (call == "open")
            await File.WriteAllBytesAsync(_place.Key.LockFile, []);
        else
            File.Delete(_place.Key.LockFile);

        TutorialProgram creator = late.Release();

        await creator.Line("created");
        await EndWell(creator);
    }

    [Theory]
    [InlineData("semget", 2)] // found to exist, and not opened
    [InlineData("semtimedop", 1)] // opened, and not taken
    public async Task A_lock_that_is_removed_while_we_take_it_is_made_again(string call, int count)
    {
        using QtSegment mine = QtSegment.Create(_place.Key, 64, _timeout);
        SystemVObject old = Lock();
        await using HeldProgram late = await _place.Held(call, count, "attach");
        SystemV.Remove(old);

        TutorialProgram reader = late.Release();

        await reader.Line("attached");
        Assert.NotEqual(old, Lock());
        await EndWell(reader);
    }

    [Fact]
    public async Task A_lock_that_is_removed_before_we_set_it_is_made_again()
    {
        await using HeldProgram late = await _place.Held("semctl", 1, "create");
        SystemV.Remove(Lock());

        TutorialProgram creator = late.Release();

        await creator.Line("created");
        await EndWell(creator);
    }

    // Set by its maker, at last, when we have waited for a while and are about to ask whether it will ever be.
    [Fact]
    public async Task A_lock_that_is_set_late_is_not_replaced()
    {
        SystemV.MakeUnset(_place.Key.LockFile);
        SystemVObject unset = Lock();
        await using HeldProgram late = await _place.Held("semctl", 2, "create");
        SystemV.Set(unset, 1);

        TutorialProgram creator = late.Release();

        await creator.Line("created");
        Assert.Equal(unset, Lock());
        await EndWell(creator);
    }

    // Another one has the lock then, and we are not the one to take it away; and what is not undone would be, at our end.
    [Fact]
    public async Task A_lock_that_is_set_right_after_we_took_it_is_left_at_that()
    {
        using QtSegment mine = QtSegment.Create(_place.Key, 64, _timeout);
        await using HeldProgram late = await _place.Held("semctl", 1, "attach");
        SystemV.Set(Lock(), 1);

        TutorialProgram reader = late.Release();

        await reader.Line("attached");
        await EndWell(reader);
        Assert.Equal(1, SystemV.Value(Lock()));
    }

    // Who waits is woken when the semaphore goes, and looks for the file.
    [Fact]
    public async Task The_file_of_a_lock_is_removed_while_its_semaphore_is_held()
    {
        await using HeldProgram late = await _place.Held("unlink", 1, "churn", _place.Key.LockFile);
        Assert.Equal(0, SystemV.Value(Lock()));

        await EndWell(late.Release());
    }

    private SystemVObject Lock() => Assert.Single(_place.Objects, found => found.Kind == "sem");

    private static async Task EndWell(TutorialProgram program) =>
        Assert.Equal((0, ""), ((await program.Enter()).ExitCode, (await program.Exit()).Error));
}
