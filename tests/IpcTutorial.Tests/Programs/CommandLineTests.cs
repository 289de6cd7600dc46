namespace IpcTutorial.Tests.Programs;

/// <summary>A command line that is nearly right is told what is wrong with it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("Consumer", "There is no command 'lst'. Did you mean 'list'?", "lst")]
    [InlineData("Consumer", "There is no command 'inspct'. Did you mean 'inspect'?", "inspct")]
    [InlineData("Consumer", "There is no option '--shwo'. Did you mean '--show'?", "--shwo")]
    [InlineData("Producer", "There is no option '--dmeo'. Did you mean '--demo'?", "--dmeo")]
    [InlineData("Consumer", "There is no option '-x'. (", "-x")]
    [InlineData("Consumer", "Unrecognized command or argument '--max-pixels'", "list", "--max-pixels", "3")]
    [InlineData("Consumer", "Unrecognized command or argument '--key'", "clean", "--key", "a")]
    [InlineData("Consumer", "'list' does not take '--key'.", "--key", "a", "list")]
    [InlineData("Consumer", "'clean' does not take '--show'.", "--show", "clean")]
    [InlineData("Consumer", "'inspect' does not take 'out.png'.", "out.png", "inspect")]
    public async Task A_mistake_is_named(string program, string message, params string[] arguments)
    {
        ProgramResult result = await TutorialProgram.Run(program, arguments);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"{program}: {message}", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("See --help.\n", result.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_two_dashes_a_name_may_begin_with_one()
    {
        File.Copy(SampleProducer.Picture, _place.PathOf("-d.png"));
        ProgramResult result = await TutorialProgram.Run(
            TutorialProgram.Command("Producer", "--demo", "--key", _place.Key, "--", "-d.png").WithWorkingDirectory(_place.Folder));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Loaded -d.png", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "--lock-timeout")]
    [InlineData("clean", "--lock-timeout")]
    [InlineData("inspect", "--key", "--lock-timeout")]
    public async Task A_subcommand_offers_what_it_uses(string command, params string[] options)
    {
        string help = (await TutorialProgram.Run("Consumer", command, "--help")).Output;
        string[] offered = [.. ((string[])["--key", "--lock-timeout", "--max-pixels"])
            .Where(option => help.Contains(option, StringComparison.Ordinal))];
        Assert.Equal(options, offered);
    }

    [Theory]
    [InlineData("Producer")]
    [InlineData("Producer", "--stream")]
    [InlineData("Producer", "--attach-twice")]
    [InlineData("Consumer")]
    [InlineData("Consumer", "list")]
    [InlineData("Consumer", "--follow")]
    public async Task The_help_fits_on_a_screen_of_80_by_24_with_the_prompt_after_it(string program, params string[] command)
    {
        string[] lines = (await TutorialProgram.Run(program, [.. command, "--help"])).Output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        Assert.True(lines.Length < 24, $"{lines.Length} lines.");
        Assert.All(lines, line => Assert.True(line.Length <= 80, line));
    }

    [Theory]
    [InlineData("Producer", "--stream", "--size WxH", "--fps COUNT", "--slots COUNT", "--every")]
    [InlineData("Producer", "--attach-twice", "--slow-write SECONDS", "--cycle MS", "--session-lock", "--process-lock")]
    [InlineData("Consumer", "--follow", "--every", "--count PICTURES")]
    [InlineData("Consumer", "--no-lock", "--session-lock", "--no-hold")]
    public async Task Beside_an_option_of_a_group_the_help_shows_the_group(string program, string option, params string[] others)
    {
        string usual = (await TutorialProgram.Run(program, "--help")).Output;
        ProgramResult group = await TutorialProgram.Run(program, option, "--help");
        Assert.Equal(0, group.ExitCode);
        Assert.All(others, other => Assert.Contains($"\n  {other}", group.Output, StringComparison.Ordinal));
        Assert.All(others, other => Assert.DoesNotContain($"\n  {other}", usual, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_help_gives_what_a_setting_is_without_its_option()
    {
        ProgramResult help = await TutorialProgram.Run(
            TutorialProgram.Command("Consumer", "--key", "blue", "--help").WithEnvironmentVariables(set => set.Set("IPCTUTORIAL_KEY", "red")));
        Assert.Contains("--key NAME                The name of the segment (red)", help.Output, StringComparison.Ordinal);
    }
}
