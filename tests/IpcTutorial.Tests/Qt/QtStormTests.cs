using System.Globalization;
using System.Runtime.Versioning;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>Many processes that create, attach and detach at once.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtStormTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 5000;

    private readonly QtPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Among_ourselves_no_segment_is_lost_and_nothing_remains()
    {
        TutorialProgram[] workers = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Churner()))];

        foreach (TutorialProgram worker in workers)
            Assert.EndsWith(" 0 lost", await EndOf(worker));
        Assert.True(_place.IsClean);
    }

    // Qt sets a lock that is held to free, and may remove a segment that is not its own then: of ten thousand creations
    // one is lost. It also forgets a semaphore now and then, if others are about, even if these are all of Qt.
    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Among_programs_of_qt_almost_none_is_lost_and_nobody_hangs(int version)
    {
        string rounds = Rounds.ToString(CultureInfo.InvariantCulture);
        TutorialProgram[] workers = [await Churner(), await Churner()];
        TutorialProgram[] qt =
            [await _place.Peer(version, "churning", "churn", rounds), await _place.Peer(version, "churning", "churn", rounds)];

        foreach (TutorialProgram worker in workers)
        {
            string[] words = (await EndOf(worker)).Split(' ');
            Assert.InRange(int.Parse(words[4]), 0, Math.Max(3, int.Parse(words[0]) / 100));
        }

        await Task.Run(() => UntilEnd(qt));
        using (QtSegment.Create(_place.Key, 64, TimeSpan.FromSeconds(30)))
            Assert.Contains(_place.Objects, found => found.Kind == "shm");
        Assert.DoesNotContain(_place.Objects, found => found.Kind == "shm");
        Assert.False(File.Exists(_place.Key.SegmentFile) || File.Exists(_place.Key.LockFile));
        foreach (SystemVObject forgotten in _place.Objects)
            SystemV.Remove(forgotten);
    }

    [Fact]
    public async Task Of_many_racing_creators_one_wins_in_each_of_many_rounds()
    {
        for (int round = 0; round < 300; round++)
        {
            QtSegment?[] segments = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                try
                {
                    return QtSegment.Create(_place.Key, 64, TimeSpan.FromSeconds(30));
                }
                catch (SegmentException e) when (e.Error == SegmentError.AlreadyExists)
                {
                    return null;
                }
            })));
            Assert.Single(segments.OfType<QtSegment>()).Dispose();
        }

        Assert.True(_place.IsClean);
    }

    // Alone, two of Qt can wait for a lock that was never set, for ever. We wake them.
    private void UntilEnd(TutorialProgram[] programs)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (programs.Any(program => !program.HasExited))
        {
            deadline.Token.ThrowIfCancellationRequested();
            using var segmentLock = new QtLock(_place.Key, TimeSpan.FromSeconds(1));
            segmentLock.TryAcquire()?.Dispose();
        }
    }

    private Task<TutorialProgram> Churner() =>
        _place.Worker("churning", "churn", Rounds.ToString(CultureInfo.InvariantCulture));

    private async Task<string> EndOf(TutorialProgram worker)
    {
        ProgramResult result = await worker.Exit();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        await worker.DisposeAsync();
        string line = result.Output.TrimEnd().Split('\n')[^1].TrimEnd();
        output.WriteLine(line);
        return line;
    }
}
