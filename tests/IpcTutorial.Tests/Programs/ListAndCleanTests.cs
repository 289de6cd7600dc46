namespace IpcTutorial.Tests.Programs;

/// <summary><c>list</c> and <c>clean</c>, which see the segments of all tests: nothing may run beside them.</summary>
[Collection(nameof(Alone))]
public sealed class ListAndCleanTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly Workplace _other = new();

    public void Dispose()
    {
        _place.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task List_tells_the_living_from_those_left_behind_and_clean_removes_only_these()
    {
        Requires.Unix();
        await using TutorialProgram killed = await _place.ReadyProducer();
        await killed.Kill();
        await using TutorialProgram living = await _other.ReadyProducer();

        ProgramResult list = await TutorialProgram.Run("Consumer", "list");
        Assert.Matches($"{_place.Key} +left behind", list.Output);
        Assert.Matches($"{_other.Key} +in use +1,024,064 +640 × 400 pixels by process {living.Id}", list.Output);

        ProgramResult clean = await TutorialProgram.Run("Consumer", "clean");
        Assert.Equal(0, clean.ExitCode);
        Assert.Contains($"Removed segment '{_place.Key}'.", clean.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(_other.Key, clean.Output, StringComparison.Ordinal);
        Assert.False(_place.SegmentExists);
        Assert.True(_other.SegmentExists);
        await living.Enter();
    }
}
