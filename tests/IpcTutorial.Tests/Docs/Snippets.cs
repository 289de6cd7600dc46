using System.Text.RegularExpressions;

namespace IpcTutorial.Tests.Docs;

/// <summary>What of the source the docs show: whole files, and regions between the lines <c>// docs: some-name</c> and
/// <c>// docs: end</c>, in Python with <c>#</c>.</summary>
internal static partial class Snippets
{
    private const string End = "end";

    private static readonly string[] _folders = ["Producer", "Consumer", "Shared", "tests"];

    /// <summary>All regions.</summary>
    /// <exception cref="InvalidDataException">One has no end, or begins inside another.</exception>
    public static IEnumerable<Snippet> Regions() =>
        _folders.SelectMany(folder => Repository.Source(folder, ".cs", ".c", ".h", ".py")).SelectMany(RegionsOf);

    /// <summary>The blocks of a page that show a snippet, and its name.</summary>
    public static IEnumerable<(CodeBlock Block, string Name)> In(Page page) =>
        from block in page.CodeBlocks
        where block.Attributes.ContainsKey("snippet")
        select (block, block.Attributes["snippet"]);

    /// <summary>The snippet of a name, if there is one.</summary>
    public static Snippet? Find(string name, IEnumerable<Snippet> regions) =>
        name.Contains('/', StringComparison.Ordinal)
            ? Repository.Paths.Contains(name) ? new Snippet(name, name, LinesOf(name)) : null
            : regions.FirstOrDefault(region => region.Name == name);

    private static IEnumerable<Snippet> RegionsOf(string file)
    {
        string? name = null;
        List<string> lines = [];
        foreach ((int index, string line) in LinesOf(file).Index())
        {
            Match marker = MarkerPattern().Match(line);
            bool isEnd = marker.Groups[1].Value == End;
            if (!marker.Success)
            {
                lines.Add(line);
            }
            else if (isEnd == (name is not null))
            {
                if (name is not null)
                    yield return new Snippet(name, file, Unindented(lines));
                name = isEnd ? null : marker.Groups[1].Value;
                lines.Clear();
            }
            else
            {
                throw new InvalidDataException($"{file}:{index + 1}: '{line.Trim()}' "
                    + (name is null ? "ends nothing." : $"stands inside of '{name}', which has no end yet."));
            }
        }

        if (name is not null)
            throw new InvalidDataException($"{file}: '// docs: {name}' has no end.");
    }

    private static string[] LinesOf(string file) =>
        Repository.Read(file).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static IReadOnlyList<string> Unindented(List<string> lines)
    {
        int indentation = lines.Where(line => line != "").Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty().Min();
        return [.. lines.Select(line => line == "" ? "" : line[indentation..])];
    }

    [GeneratedRegex(@"^\s*(?://|#) docs: (\S+)$")]
    private static partial Regex MarkerPattern();
}
