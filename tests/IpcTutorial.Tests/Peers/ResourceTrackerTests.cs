using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>Python's SharedMemory deletes what it has only looked at; our peers keep it from doing so.</summary>
public sealed class ResourceTrackerTests : IDisposable
{
    private readonly Workplace _place;

    public ResourceTrackerTests()
    {
        Tools.RequirePython();
        _place = new Workplace();
    }

    public static TheoryData<string> Remedies => ["python", "python --mmap"];

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_naive_reader_takes_the_name_from_a_living_producer()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();

        ProgramResult naive = await Peer.Run("python --naive", "take", _place.Key, _place.PathOf("out.pam"));

        // The tracker is a process of its own, which has our reader's standard error: this ends when both have.
        Assert.Equal(0, naive.ExitCode);
        Assert.Contains("leaked shared_memory objects", naive.Error, StringComparison.Ordinal);
        Assert.False(_place.SegmentExists);
        Assert.False(producer.HasExited);
        Assert.Equal((int)SegmentError.NotFound, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Remedies))]
    public async Task With_the_remedy_it_stays(string peer)
    {
        using PictureWriter segment = _place.Publish(TestPicture.Random(64, 64));

        ProgramResult take = await Peer.Run(peer, "take", _place.Key, _place.PathOf("out.pam"));

        Assert.Equal((0, ""), (take.ExitCode, take.Error));
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
    }

    // The tracker outlives a killed process, and cleans up after it: so it must never have known.
    [Theory]
    [MemberData(nameof(Remedies))]
    public async Task With_the_remedy_it_stays_even_if_the_reader_is_killed(string peer)
    {
        using PictureWriter segment = _place.Publish(TestPicture.Random(64, 64));
        await using (TutorialProgram reader = await Peer.Ready(peer, "Attached", "attach", _place.Key))
        {
            await reader.Kill();
            Assert.Equal("", (await reader.Exit()).Error);
        }

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
    }
}
