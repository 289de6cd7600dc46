using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pitfalls;

/// <summary>Each experiment, run as a reader runs it: two programs, in a session each.</summary>
public sealed class ExperimentTests(SampleProducer sample) : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Attaching_twice_gives_two_attachments()
    {
        ProgramResult result = await TutorialProgram.Run("Producer", "--attach-twice", "--key", _place.Key);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Wrote 42 through the first, read 42 through the second.", result.Output, StringComparison.Ordinal);
        Assert.Contains("Detached the second; the segment is still in use.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_without_the_lock_tears_pictures_and_the_sequence_shows_each()
    {
        await using TutorialProgram producer = _place.Producer("--cycle", "0");
        await producer.Line("Replacing the picture");

        ProgramResult consumer = await TutorialProgram.Run("Consumer", "--no-lock", "--key", _place.Key);

        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        Assert.Matches("1,000 readings without the lock: [0-9,]+ whole, [1-9][0-9,]* torn", consumer.Output);
        Assert.Contains("shows every one of these", consumer.Output, StringComparison.Ordinal);
        ProgramResult result = await producer.Enter();
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches("Wrote [0-9,]+ pictures.", result.Output);
    }

    [Fact]
    public async Task Reading_with_the_lock_tears_none()
    {
        await using TutorialProgram producer = _place.Producer("--cycle", "0");
        await producer.Line("Replacing the picture");

        for (int i = 0; i < TestSize.Takes; i++)
        {
            ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--force");
            Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
            byte[] pixels = Pictures.TestPicture.DecodeIndependently(_place.PathOf("out.png")).Rgba;
            Assert.Single(pixels.Chunk(4).Select(pixel => BitConverter.ToUInt32(pixel)).Distinct());
        }

        await producer.Enter();
    }

    [Fact]
    public async Task A_session_lock_is_had_by_two_terminals_at_once()
    {
        Requires.Linux();
        await using TutorialProgram producer = _place.Producer("--session-lock");
        await producer.Line("Enter releases it.");

        ProgramResult consumer = await TutorialProgram.Run(
            "Consumer", "--session-lock", "--lock-timeout", "0", "--key", _place.Key);

        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        Assert.Contains("Got the lock at once", consumer.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Fact]
    public async Task A_lock_of_the_process_ends_when_the_process_closes_another_handle()
    {
        Requires.Linux();
        await using TutorialProgram producer = _place.Producer("--process-lock");
        await producer.Line("Enter goes on");
        ProgramResult before = await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0.1");
        Assert.Equal((int)SegmentError.LockTimeout, before.ExitCode);

        producer.Type("");
        await producer.Line("Opened the file again");

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0")).ExitCode);
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Fact]
    public async Task While_a_picture_is_written_slowly_a_reader_runs_into_its_time_limit()
    {
        await using TutorialProgram producer = _place.Producer("--slow-write", "3600");
        await producer.Line("Holding the lock");

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0.3");

        Assert.Equal((int)SegmentError.LockTimeout, consumer.ExitCode);
        Assert.Contains($"Process {producer.Id} (Producer) is writing a picture", consumer.Error, StringComparison.Ordinal);
        await producer.Kill();
        await _place.Consumer(_place.PathOf("out.png")); // removes what was left behind
    }

    [Fact]
    public async Task A_picture_that_is_written_slowly_is_whole_at_its_end()
    {
        await using TutorialProgram producer = _place.Producer("--slow-write", "0.5");
        await producer.Line("Released the lock");

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.Equal(0, (await producer.Enter()).ExitCode);
    }

    [Fact]
    public async Task When_the_writer_is_killed_the_waiting_reader_gets_the_lock_and_refuses_the_picture()
    {
        Requires.Linux();
        await using TutorialProgram producer = _place.Producer("--slow-write", "3600");
        await producer.Line("Holding the lock");
        await using var consumer = TutorialProgram.Start(
            "Consumer", _place.PathOf("out.png"), "--lock-timeout", "60", "--key", _place.Key);
        await _place.UntilAttached(consumer);

        await producer.Kill();

        ProgramResult result = await consumer.Exit();
        Assert.Equal((int)SegmentError.Incomplete, result.ExitCode);
        Assert.Contains($"is half-written, by process {producer.Id}", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_place.PathOf("out.png")));

        // The reader may have left before the kernel had closed the files of the writer: then the next one removes them.
        Assert.Equal((int)SegmentError.NotFound, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        Assert.False(_place.SegmentExists);
    }

    [Theory]
    [InlineData("--slow-write", "3600", "Holding the lock", 130)] // the picture is half-written
    [InlineData("--cycle", "0", "Replacing the picture", 0)]
    [InlineData("--session-lock", null, "Enter releases it.", 0)]
    [InlineData("--process-lock", null, "Enter goes on.", 0)]
    public async Task A_signal_ends_each_experiment_cleanly(string option, string? value, string ready, int exitCode)
    {
        Requires.Unix();
        await using TutorialProgram producer = _place.Producer(value is null ? [option] : [option, value]);
        await producer.Line(ready);

        await producer.Signal("INT");

        ProgramResult result = await producer.Exit();
        Assert.Equal((exitCode, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task A_key_that_drifted_apart_is_seen_beside_the_right_one()
    {
        Requires.Unix();
        await sample.Program();

        ProgramResult consumer = await TutorialProgram.Run("Consumer", _place.PathOf("out.png"), "--key", "other");

        Assert.Equal((int)SegmentError.NotFound, consumer.ExitCode);
        Assert.Contains("No segment named 'other'. There are: '", consumer.Error, StringComparison.Ordinal);
    }
}
