using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>The figures in the docs are those of one measurement, and none is typed by hand.</summary>
public sealed class FiguresTests
{
    [Fact]
    public void Tables_are_those_of_the_measurement() => Problems.None(
        from page in Page.All
        from table in Figures.In(page.Text)
        let expected = FigureMarkdown.Table(table.What, Figures.Measured)
        where expected.Count == 0 || !table.Lines.SequenceEqual(expected)
        select $"{page.Path}: the table '{table.What}' is not that of docs/benchmarks.csv.");

    [Fact]
    public void The_drawings_are_those_of_the_measurement()
    {
        Assert.Equal(Plot.Svg(Figures.Measured), Drawing("benchmarks.svg"), ignoreLineEndingDifferences: true);
        Assert.Equal(Bars.Svg(Figures.Measured), Drawing("bars.svg"), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Every_way_was_measured() => Assert.Equal(
        AllWays.List.Select(way => (way.Name, way.Title)),
        Figures.Measured.Where(figure => figure.IsWay).Select(figure => (figure.Way, figure.Title)).Distinct());

    [Theory]
    [InlineData("docs/16-how-fast.md", "copies")]
    [InlineData("docs/16-how-fast.md", "times")]
    [InlineData("docs/16-how-fast.md", "3840x2160")]
    public void The_pages_show_them(string page, string table) =>
        Assert.Contains(table, Figures.In(Repository.Read(page)).Select(found => found.What));

    private static string Drawing(string name) => File.ReadAllText(Path.Combine(TutorialProgram.Root, "docs", name));
}
