using System.Globalization;
using System.Runtime.Versioning;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>Qt's lock, between programs of Qt and ours.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtLockTests : IDisposable
{
    private readonly QtPlace _place = new();

    public static TheoryData<int> Versions => QtPeer.Versions;

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task While_qt_holds_the_lock_our_consumer_waits(int version)
    {
        using QtPictureSegment segment = _place.Publish(TestPicture.Random(5, 5));
        await using TutorialProgram holder = await _place.Peer(version, "locked", "lock");
        ProgramResult refused = await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0.2");
        Assert.Equal((int)SegmentError.LockTimeout, refused.ExitCode);
        Assert.Contains("was not free within 0.2 s: another process holds it", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.PathOf("out.png")));

        await using TutorialProgram consumer = _place.Start("Consumer", _place.PathOf("out.png"), "--lock-timeout", "60");
        holder.Type("");

        Assert.Equal((0, ""), ((await consumer.Exit()).ExitCode, (await consumer.Exit()).Error));
        await holder.Enter();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task While_we_hold_the_lock_qt_waits(int version)
    {
        using QtPictureSegment segment = _place.Publish(TestPicture.Random(5, 5));
        await using TutorialProgram holder = await _place.Worker("locked", "hold-lock");
        await using TutorialProgram qt = await QtPeer.Start(
            version, _place, "load", _place.Key.Value, _place.PathOf("out.png"));
        await _place.UntilSomebodyWaits();
        Assert.False(qt.HasExited);

        holder.Type("");

        Assert.Equal((0, ""), ((await qt.Exit()).ExitCode, (await qt.Exit()).Error));
        await holder.Enter();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_killed_holder_of_qt_frees_the_lock(int version)
    {
        using QtPictureSegment segment = _place.Publish(TestPicture.Random(5, 5));
        await using TutorialProgram holder = await _place.Peer(version, "locked", "lock");

        await holder.Kill();

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_killed_holder_of_ours_frees_the_lock(int version)
    {
        using QtPictureSegment segment = _place.Publish(TestPicture.Random(5, 5));
        await using TutorialProgram holder = await _place.Worker("locked", "hold-lock");

        await holder.Kill();

        Assert.Equal(0, (await QtPeer.Run(version, _place, "load", _place.Key.Value, _place.PathOf("out.png"))).ExitCode);
    }

    [Fact]
    public async Task A_signal_ends_waiting_for_the_lock()
    {
        QtPeer.Require(5);
        using QtPictureSegment segment = _place.Publish(TestPicture.Random(5, 5));
        await using TutorialProgram holder = await _place.Peer(5, "locked", "lock");
        await using TutorialProgram consumer = _place.Start("Consumer", _place.PathOf("out.png"), "--lock-timeout", "3600");
        await _place.UntilSomebodyWaits();

        await consumer.Signal("TERM");

        Assert.Equal((143, ""), ((await consumer.Exit()).ExitCode, (await consumer.Exit()).Error));
        holder.Type("");
        await holder.Enter();
    }

    [Fact]
    public async Task Four_processes_of_three_kinds_count_without_losing_one()
    {
        QtPeer.Require(5);
        QtPeer.Require(6);
        string times = TestSize.Counts.ToString(CultureInfo.InvariantCulture);
        using var segment = QtSegment.Create(_place.Key, sizeof(long), TimeSpan.FromSeconds(30));
        TutorialProgram[] counters =
        [
            await _place.Peer(5, "ready", "count", times), await _place.Worker("ready", "count", times),
            await _place.Peer(6, "ready", "count", times), await _place.Worker("ready", "count", times),
        ];

        foreach (TutorialProgram counter in counters)
            counter.Type("");
        foreach (TutorialProgram counter in counters)
        {
            Assert.Equal((0, ""), ((await counter.Exit()).ExitCode, (await counter.Exit()).Error));
            await counter.DisposeAsync();
        }

        Assert.Equal(4L * TestSize.Counts, BitConverter.ToInt64(segment.AsReadOnlySpan()));
    }

    // Pitfall 21: a native key leads to the memory, and to no lock.
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task With_a_native_key_qt_attaches_and_cannot_lock(int version)
    {
        using QtPictureSegment segment = _place.Publish(TestPicture.Random(5, 5));

        ProgramResult qt = await QtPeer.Run(version, _place, "native-lock", _place.Key.SegmentFile);

        Assert.Contains("attached", qt.Output, StringComparison.Ordinal);
        Assert.Equal("6 QSharedMemory::lock: unable to lock", qt.Error.Trim());
    }
}
