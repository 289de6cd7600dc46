using System.Runtime.InteropServices;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>Four processes in four sessions increment one number 20,000 times each.</summary>
public sealed class LockEvidenceTests : IDisposable
{
    private const int Count = 20_000;

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task With_the_lock_the_sum_is_exact() => Assert.Equal(4 * Count, await Sum("lock"));

    [Fact]
    public async Task With_a_lock_of_the_session_it_is_not()
    {
        Requires.Linux();
        Assert.InRange(await Sum("session-lock"), Count, (4 * Count) - 1);
    }

    private async Task<long> Sum(string kind)
    {
        using SharedSegment segment = SharedSegment.Create(
            new SegmentKey(_place.Key), PictureHeader.Length + sizeof(long), TimeSpan.FromSeconds(30));
        TutorialProgram[] counters = [.. Enumerable.Range(0, 4).Select(_ => TutorialProgram.Start(
            "tests/Worker", "count", _place.Key, kind, $"{Count}"))];
        foreach (TutorialProgram counter in counters)
            await counter.Line("ready");
        foreach (TutorialProgram counter in counters)
            counter.Type("");
        foreach (TutorialProgram counter in counters)
        {
            Assert.Equal((0, ""), ((await counter.Exit()).ExitCode, (await counter.Exit()).Error));
            await counter.DisposeAsync();
        }

        return MemoryMarshal.Read<long>(segment.AsReadOnlySpan(PictureHeader.Length, sizeof(long)));
    }
}
