using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Streams;

/// <summary>Command lines that make no sense are told, and start nothing.</summary>
public sealed class StreamUsageTests
{
    [Theory]
    [InlineData("Producer", "--fps is for a stream: add --stream.", "--fps", "3")]
    [InlineData("Producer", "'-', standard input, is for a stream: add --stream.", "-")]
    [InlineData("Producer", "add --size WIDTHxHEIGHT", "--stream", "-")]
    [InlineData("Producer", "--size is '640', and must be WIDTHxHEIGHT in pixels", "--stream", "-", "--size", "640")]
    [InlineData("Producer", "--size is for '-'", "--stream", "--size", "6x4")]
    [InlineData("Producer", "--slots is '1', and must be a whole number from 2 to 64.", "--stream", "--slots", "1")]
    [InlineData("Producer", "--slots is '2.5', and must be a whole number from 2 to 64.", "--stream", "--slots", "2.5")]
    [InlineData("Producer", "--demo has no use with --stream.", "--stream", "--demo")]
    [InlineData("Producer", "--qt has no use with --stream.", "--stream", "--qt")]
    [InlineData("Consumer", "--no-lock has no use with --follow.", "--follow", "--no-lock")]
    [InlineData("Consumer", "--every is for a stream: add --follow.", "--every")]
    [InlineData("Consumer", "'-', standard output, is for a stream: add --follow.", "-")]
    [InlineData("Consumer", "'out.png' is one file, and a stream has many pictures", "--follow", "out.png")]
    [InlineData("Consumer", "--show draws where the pixels of '-' go", "--follow", "-", "--show")]
    public async Task What_makes_no_sense_is_told(string program, string message, params string[] arguments)
    {
        ProgramResult result = await TutorialProgram.Run(program, [.. arguments, "--key", $"test-{Guid.NewGuid():N}"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
