namespace IpcTutorial.Tests.Docs;

public sealed class OutputPatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("a", "a", true)]
    [InlineData("a", "A", false)]
    [InlineData("a", "a  ", true)]
    [InlineData("a", " a", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("a|b", "a", false)]
    [InlineData("a|b", "a|b|c", false)]
    [InlineData("[..]", "", false)]
    [InlineData("[..]", "a", true)]
    [InlineData("[..]", "a|b", false)]
    [InlineData("a[..]d", "ad", true)]
    [InlineData("a[..]d", "abcd", true)]
    [InlineData("a[..]d", "abc", false)]
    [InlineData("a[..]d[..]", "abd (1)", true)]
    [InlineData("...", "", true)]
    [InlineData("...", "a|b", true)]
    [InlineData("a|...", "a", true)]
    [InlineData("a|...", "b|a", false)]
    [InlineData("...|b", "a|b", true)]
    [InlineData("...|b", "b|a|b", true)]
    [InlineData("...|b", "b|a", false)]
    [InlineData("a|...|c", "a|b|b|c", true)]
    [InlineData("a|...|b|...|c", "a|c", false)]
    [InlineData("a ...", "a b", false)]
    public void The_whole_output_matches_or_not(string pattern, string output, bool matches) =>
        Assert.Equal(matches, new OutputPattern(Lines(pattern)).Matches(Lines(output)));

    [Theory]
    [InlineData("", "a", 0)]
    [InlineData("a", "a|b", 1)]
    [InlineData("a|b", "a", null)]
    [InlineData("b", "a|b", null)]
    [InlineData("a|...", "a|b", 1)]
    [InlineData("...|b", "a|b|b", 2)]
    public void The_beginning_of_the_output_matches_in_the_fewest_lines(string pattern, string output, int? length) =>
        Assert.Equal(length, new OutputPattern(Lines(pattern)).MatchBeginning(Lines(output)));

    private static string[] Lines(string text) => text == "" ? [] : text.Split('|');
}
