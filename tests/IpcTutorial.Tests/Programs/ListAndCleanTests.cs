using IpcTutorial.Tests.Isolation;

namespace IpcTutorial.Tests.Programs;

/// <summary><c>list</c> and <c>clean</c>, which see all segments of the user, and take away: on a machine of their own.
/// </summary>
public sealed class ListAndCleanTests
{
    [Fact]
    public async Task List_tells_the_living_from_those_left_behind_and_clean_removes_only_these()
    {
        await using Machine machine = await Machine.Start(hasProcesses: false);
        await using TutorialProgram killed = await Ready("killed");
        await killed.Kill();
        await using TutorialProgram living = await Ready("living");

        ProgramResult list = await Run("list");
        Assert.Matches("\nkilled +left behind", list.Output);
        Assert.Matches($"\nliving +in use +1,024,064 +640 × 400 pixels by process {living.Id}", list.Output);

        ProgramResult clean = await Run("clean");
        Assert.Equal((0, ""), (clean.ExitCode, clean.Error));
        Assert.Contains("Removed segment 'killed'.", clean.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("living", clean.Output, StringComparison.Ordinal);
        Assert.Equal(["ipctutorial.living"], Directory.GetFiles($"{machine.Root}/dev/shm").Select(Path.GetFileName));
        await living.Enter();

        async Task<TutorialProgram> Ready(string key)
        {
            var producer = TutorialProgram.Start(machine.There(TutorialProgram.Command("Producer", "--key", key)));
            await producer.Line("Wrote the picture");
            return producer;
        }

        Task<ProgramResult> Run(string what) => TutorialProgram.Run(machine.There(TutorialProgram.Command("Consumer", what)));
    }
}
