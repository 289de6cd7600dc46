using System.Diagnostics;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>Those who write a stream and those who read it are killed at random moments, again and again, while its pictures grow
/// and loans are dropped. <c>TEST_KILLS=10000 dotnet test</c> takes longer, and sees more.</summary>
public sealed class StreamStormTests(ITestOutputHelper output) : IAsyncDisposable
{
    private readonly Workplace _place = new();
    private readonly Random _random = new(20261126);
    private readonly List<TutorialProgram> _started = [];

    public async ValueTask DisposeAsync()
    {
        foreach (TutorialProgram program in _started)
            await program.DisposeAsync();
        _place.Dispose();
    }

    [Theory]
    [InlineData("latest", "latest", "latest")]
    [InlineData("every", "every", "latest")]
    public async Task Whoever_is_killed_no_picture_is_torn_and_all_the_others_go_on(string writes, string reads, string alsoReads)
    {
        string[] kinds = [reads, reads, alsoReads];
        TutorialProgram writer = await StartWriter(writes);
        TutorialProgram[] readers = await Task.WhenAll(kinds.Select(StartReader));
        TimeSpan slowest = default;
        for (int kill = 0; kill < TestSize.StreamKills; kill++)
        {
            await Task.Delay(_random.Next(5, 100)); // not to wait for something: to kill at any moment
            int victim = _random.Next(2 * readers.Length);
            bool both = _random.Next(10) == 0;
            if (victim >= readers.Length || both)
            {
                await Kill(writer);
                if (both)
                    await Kill(readers[0]);
                writer = await StartWriter(writes);
                if (both)
                    readers[0] = await StartReader(kinds[0]);
            }
            else
            {
                await Kill(readers[victim]);
                readers[victim] = await StartReader(kinds[victim]);
            }

            long start = Stopwatch.GetTimestamp();
            foreach (TutorialProgram reader in readers)
                await NewLine(reader);
            TimeSpan recovery = Stopwatch.GetElapsedTime(start);
            slowest = recovery > slowest ? recovery : slowest;
        }

        foreach (TutorialProgram program in readers.Append(writer))
        {
            program.EndInput();
            ProgramResult result = await program.Exit();
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            AssertNothingWrong(program);
        }

        Assert.False(_place.SegmentExists);
        output.WriteLine($"{TestSize.StreamKills} kills, the slowest recovery took {slowest.TotalSeconds:0.000} s");
    }

    // A line that says "at N" comes each 20 ms, while there are pictures. What it has said so far, does not count.
    private static async Task NewLine(TutorialProgram reader)
    {
        string before = reader.Output;
        while (reader.Output.Length == before.Length)
            await reader.Line("at ");
    }

    private static void AssertNothingWrong(TutorialProgram program) => Assert.All(
        program.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries),
        line => Assert.Matches("^(ready|at [0-9]+)$", line));

    private async Task<TutorialProgram> StartWriter(string kind) => await Start("stream-write", kind, "resize");

    private async Task<TutorialProgram> StartReader(string kind) => await Start("stream-read", kind);

    private async Task<TutorialProgram> Start(string what, params string[] arguments)
    {
        var program = TutorialProgram.Start("tests/Worker", [what, _place.Key, .. arguments]);
        _started.Add(program);
        await program.Line("ready");
        return program;
    }

    private async Task Kill(TutorialProgram program)
    {
        await program.Kill();
        ProgramResult result = await program.Exit();
        Assert.True(result.ExitCode == 137, $"Ended by itself: {result.Output} {result.Error}");
        AssertNothingWrong(program);
        _started.Remove(program);
        await program.DisposeAsync();
    }
}
