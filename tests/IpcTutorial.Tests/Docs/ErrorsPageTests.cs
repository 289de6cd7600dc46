using System.Text.RegularExpressions;
using IpcTutorial.Programs;
using Markdig.Syntax;

namespace IpcTutorial.Tests.Docs;

/// <summary>docs/errors.md has all exit codes, and under a heading for each the exact texts of its errors.</summary>
public sealed partial class ErrorsPageTests
{
    private readonly Page _page = Page.At("docs/errors.md");

    [Fact]
    public void The_table_has_all_exit_codes()
    {
        int[] programs = [ExitCode.Success, ExitCode.Unexpected, ExitCode.Usage, ExitCode.File, ExitCode.Picture, ExitCode.Server];
        IEnumerable<string> expected = programs.Concat(Enum.GetValues<SegmentError>().Select(error => (int)error))
            .Select(code => $"| {code} | {NameOf(code) ?? "–"} | {MeaningOf(code)} | {AdviceOf(code) ?? "–"} |")
            .Append("| 128+n | – | stopped by signal n before the work was done | – |");

        Problems.NoneInTable(_page, expected: expected,
            rows: _page.Table("exit code", "error", "meaning", "what to do").Select(row => $"| {string.Join(" | ", row)} |"));
    }

    [Fact]
    public void Each_error_has_its_texts()
    {
        (string Heading, string Text)[] source = [.. ErrorTexts.All.OrderBy(error => error.Code)
            .Select(error => (Heading(error.Code), error.Text)).Distinct()];
        (string Heading, string Text)[] page = [.. TextsOfPage()];

        Problems.None([
            .. Listed($"{_page} lacks:", source.Except(page)),
            .. Listed($"No error of the source says, of what {_page} has:", page.Except(source))]);
    }

    private static string Heading(int code) => NameOf(code) is { } name ? $"### {code} {name}" : $"### {code}";

    private static string MeaningOf(int code) => code switch
    {
        ExitCode.Success => "success",
        ExitCode.Unexpected => "unexpected failure",
        ExitCode.Usage => "wrong command line or setting",
        ExitCode.File => "file cannot be read or written",
        ExitCode.Picture => "file is no picture, damaged, too large, or of another format",
        ExitCode.Server => "server cannot be reached, or refuses",
        (int)SegmentError.NotFound => "no segment of this key",
        (int)SegmentError.AlreadyExists => "somebody is attached to a segment of this key",
        (int)SegmentError.InvalidKey => "not a key",
        (int)SegmentError.InvalidSize => "not a size that a segment can have",
        (int)SegmentError.PermissionDenied => "no permission, or the name belongs to another user",
        (int)SegmentError.OutOfResources => "not enough memory or space",
        (int)SegmentError.NotReady => "no picture in the segment yet",
        (int)SegmentError.BadHeader => "the segment is not one of this tutorial",
        (int)SegmentError.LockTimeout => "the lock was not free in time",
        (int)SegmentError.Incomplete => "the writer of the picture died before it was whole",
        (int)SegmentError.BadChecksum => "the pixels do not have the checksum in the header",
        (int)SegmentError.NotSupported => "this system lacks something that is needed",
        (int)SegmentError.WrongKind => "the segment holds a stream, or holds none",
        _ => throw new InvalidDataException($"What does {code} mean?"),
    };

    private static string? AdviceOf(int code) => Advice.For((SegmentError)code, isProducer: false);

    private static string? NameOf(int code) =>
        Enum.IsDefined((SegmentError)code) ? $"`{(SegmentError)code}`" : null;

    private IEnumerable<(string Heading, string Text)> TextsOfPage() =>
        from block in _page.CodeBlocks
        where block.Language == "text"
        let heading = _page.Document.Descendants<HeadingBlock>()
            .LastOrDefault(heading => heading.Level <= 3 && heading.Line < block.Block.Line)
        from line in block.Lines
        select (heading is null ? "" : HeadingPattern().Match(_page.SourceOf(heading)).Value, line);

    // As they stand in the page, to be copied.
    private static IEnumerable<string> Listed(string title, IEnumerable<(string Heading, string Text)> texts)
    {
        var groups = texts.GroupBy(text => text.Heading, text => text.Text).ToArray();
        return groups.Length == 0
            ? []
            : [title, .. groups.Select(group => $"\n{group.Key}\n\n```text\n{string.Join("\n", group)}\n```\n")];
    }

    [GeneratedRegex(@"^### \d+( `\w+`)?")]
    private static partial Regex HeadingPattern();
}
