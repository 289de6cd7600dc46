using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>The options and subcommands of the Consumer.</summary>
public sealed class ConsumerTests(SampleProducer sample) : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Attaching_before_the_producer_is_NotFound()
    {
        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));

        Assert.Equal((int)SegmentError.NotFound, consumer.ExitCode);
        Assert.StartsWith($"Consumer: No segment named '{_place.Key}'.", consumer.Error);
        Assert.EndsWith($"Start the Producer first: dotnet run --project Producer -- --key {_place.Key}{Environment.NewLine}", consumer.Error);
        Assert.Equal("", consumer.Output);
    }

    [Fact]
    public async Task With_wait_the_consumer_may_come_first()
    {
        await using var consumer = TutorialProgram.Start(
            "Consumer", _place.PathOf("out.png"), "--wait", "60", "--key", _place.Key);
        await consumer.Line("Waiting up to 60 s");

        await using TutorialProgram producer = await _place.ReadyProducer();

        Assert.Equal(0, (await consumer.Exit()).ExitCode);
        Assert.True(File.Exists(_place.PathOf("out.png")));
        await producer.Enter();
    }

    [Fact]
    public async Task Waiting_ends_at_its_limit()
    {
        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--wait", "0.1");
        Assert.Equal((int)SegmentError.NotFound, consumer.ExitCode);
    }

    [Fact]
    public async Task Waiting_ends_at_a_signal()
    {
        Requires.Unix();
        await using var consumer = TutorialProgram.Start(
            "Consumer", _place.PathOf("out.png"), "--wait", "60", "--key", _place.Key);
        await consumer.Line("Waiting up to 60 s");

        await consumer.Signal("INT");

        ProgramResult result = await consumer.Exit();
        Assert.Equal((130, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task An_existing_file_is_replaced_with_force_only()
    {
        await File.WriteAllTextAsync(_place.PathOf("out.png"), "precious");

        ProgramResult refused = await sample.Consumer(_place.PathOf("out.png"));
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("exists already", refused.Error, StringComparison.Ordinal);
        Assert.Equal("precious",
            await File.ReadAllTextAsync(_place.PathOf("out.png")));

        Assert.Equal(0, (await sample.Consumer(_place.PathOf("out.png"), "--force")).ExitCode);
        Assert.NotEqual(8, new FileInfo(_place.PathOf("out.png")).Length);
    }

    [Fact]
    public async Task Show_draws_the_picture_in_its_proportions()
    {
        ProgramResult consumer = await sample.Consumer(_place.PathOf("out.png"), "--show"); // of 640 × 400

        Assert.Equal(0, consumer.ExitCode);
        string[] drawing = [.. consumer.Output.Split(Environment.NewLine).Where(line => line.Length is > 60 and <= 80
            && line.Distinct().All(c => " .:-=+*#%@".Contains(c, StringComparison.Ordinal)))];
        Assert.Equal(25, drawing.Length); // 80 columns, and two squares a row: 80 / 640 × 400 / 2
        Assert.DoesNotContain('\e', consumer.Output);
    }

    [Theory]
    [InlineData("C.UTF-8", true)]
    [InlineData("en_US.ISO-8859-1", false)] // has no half blocks
    public async Task In_a_terminal_it_draws_with_the_characters_there_are(string locale, bool hasBlocks)
    {
        Requires.Programs("bsdutils", "script");
        await sample.Program();
        ProgramResult drawn = await TutorialProgram.Run(Cli.Wrap("script").WithArguments(["-qec",
            $"'{TutorialProgram.PathOf("Consumer")}' --show --key {sample.Key} '{_place.PathOf("out.png")}'", "/dev/null"])
            .WithEnvironmentVariables(variables => variables
                .Set("LC_ALL", locale).Set("TERM", "xterm-256color").Set("NO_COLOR", null)));
        Assert.Equal(hasBlocks, drawn.Output.Contains('▀', StringComparison.Ordinal));
        Assert.DoesNotContain("?", drawn.Output.Replace("[?", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_shows_the_header_and_who_is_attached()
    {
        Requires.Linux();
        await using TutorialProgram producer = await _place.ReadyProducer();

        ProgramResult inspect = await TutorialProgram.Run("Consumer", "inspect", "--key", _place.Key);

        Assert.Equal((0, ""), (inspect.ExitCode, inspect.Error));
        Assert.Contains($"1,024,064 bytes in {_place.SegmentPath}", inspect.Output, StringComparison.Ordinal);
        Assert.Contains("251 pages, 1,028,096 bytes", inspect.Output, StringComparison.Ordinal);
        Assert.Contains($"{producer.Id} (Producer)", inspect.Output, StringComparison.Ordinal);
        Assert.Contains("free", inspect.Output, StringComparison.Ordinal);
        Assert.Matches("0 .* Magic .* 49 50 43 54 .* IPCT", inspect.Output);
        Assert.Matches("16 .* Width .* 80 02 00 00 .* 640 pixels", inspect.Output);
        Assert.Matches("32 .* PixelBytes .* 1,024,000 bytes", inspect.Output);
        await producer.Enter();
    }

    [Fact]
    public async Task Inspect_leaves_out_who_has_another_file_of_the_same_path()
    {
        await using Machine machine = await Machine.Start(hasProcesses: false);
        await using var other = TutorialProgram.Start(machine.There(TutorialProgram.Command("Producer", "--key", _place.Key)));
        await other.Line("Wrote the picture");
        await using TutorialProgram producer = await _place.ReadyProducer();

        ProgramResult inspect = await TutorialProgram.Run("Consumer", "inspect", "--key", _place.Key);

        Assert.Contains($"Attached  {producer.Id} (Producer)\n", inspect.Output, StringComparison.Ordinal);
        await producer.Enter();
        await other.Enter();
    }

    [Fact]
    public async Task Inspect_tells_that_the_lock_is_held()
    {
        using PictureWriter segment = _place.Publish(TestPicture.Random(64, 64));
        await using TutorialProgram holder = await _place.Worker("hold-lock", "holding");

        ProgramResult inspect = await TutorialProgram.Run("Consumer", "inspect", "--key", _place.Key);

        Assert.Contains("alone with a writer", inspect.Output, StringComparison.Ordinal);
        await holder.Enter();
    }
}
