using IpcTutorial.Programs;

namespace IpcTutorial.Tests.Programs;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("aa bb cc", 5, "aa bb", "cc")]
    [InlineData("aa bb cc", 8, "aa bb cc")]
    [InlineData("aaaa bb", 2, "aaaa", "bb")] // a word is not broken
    [InlineData("aaaa ", 4, "aaaa")]
    [InlineData("aaaa  bbbb", 4, "aaaa", "bbbb")]
    [InlineData(" aa  bb", int.MaxValue, " aa  bb")]
    [InlineData("", 5, "")]
    public void Lines_are_not_longer_than_asked_for(string text, int columns, params string[] lines) =>
        Assert.Equal(lines, text.ToLines(columns));
}
