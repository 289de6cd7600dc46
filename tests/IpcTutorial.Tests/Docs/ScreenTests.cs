namespace IpcTutorial.Tests.Docs;

public sealed class ScreenTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\r\nb", "a|b")]
    [InlineData("a\r\n", "a|")]
    [InlineData("Loading …\rLoaded.\r\n", "Loaded. …|")]
    [InlineData("\e[1;31mred\e[0m \e[?1h\e=\e]133;D;0\aend", "red end")]
    [InlineData("10%\r\n\e[1A20%\r\n", "20%|")]
    [InlineData("a\r\nb\r\n\e[2A\rc", "c")]
    [InlineData("command\r\n\e[1F\r\noutput", "command|output")]
    public void Rows_are_what_a_terminal_shows(string output, string rows) =>
        Assert.Equal(rows, string.Join('|', Screen.Render(output)));
}
