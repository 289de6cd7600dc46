using System.Diagnostics;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>Nobody waits much longer than those before it take, however greedy they are.</summary>
public sealed class LockFairnessTests(ITestOutputHelper output) : IDisposable
{
    private const int Takes = 200;

    // Another process may have the processor for a while, but not each time. Who never gets a turn, never does.
    private const int Attempts = 10;

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _limit = TimeSpan.FromMilliseconds(50);

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public Task A_reader_gets_by_a_writer_that_wants_it_again_at_once() =>
        NobodyWaitsLong(1, "hold-again", segment => segment.LockToRead(_timeout).Dispose());

    [Fact]
    public Task So_does_a_second_writer() =>
        NobodyWaitsLong(1, "hold-again", segment => segment.LockToWrite(_timeout).Dispose());

    [Fact]
    public Task So_does_a_writer_by_readers_who_are_never_all_gone() =>
        NobodyWaitsLong(8, "share-again", segment => segment.LockToWrite(_timeout).Dispose());

    private async Task NobodyWaitsLong(int count, string work, Action<WritableSegment> take)
    {
        using WritableSegment segment = SharedSegment.Create(new SegmentKey(_place.Key), PictureHeader.Length, _timeout);
        var others = new List<TutorialProgram>();
        for (int i = 0; i < count; i++)
            others.Add(await _place.Worker(work, "begins"));
        Assert.True(SpinWait.SpinUntil(() => segment.LockState != LockState.Free, _timeout), "Nobody has it.");

        TimeSpan[] waits = [];
        for (int attempt = 0; attempt < Attempts && (waits.Length == 0 || waits[^1] > _limit); attempt++)
        {
            waits = [.. Enumerable.Range(0, Takes).Select(_ => Wait(segment, take)).Order()];
            output.WriteLine($"{waits[Takes / 2].TotalMilliseconds:0.0} ms in the median, {waits[^1].TotalMilliseconds:0.0} worst");
        }

        foreach (TutorialProgram other in others)
            await other.DisposeAsync();
        Assert.InRange(waits[^1], TimeSpan.Zero, _limit);
    }

    private static TimeSpan Wait(WritableSegment segment, Action<WritableSegment> take)
    {
        while (segment.LockState == LockState.Free)
            Thread.Yield(); // not while the others sleep
        long start = Stopwatch.GetTimestamp();
        take(segment);
        return Stopwatch.GetElapsedTime(start);
    }
}
