namespace IpcTutorial.Tests.Docs;

/// <summary>A piece of the source that a page shows.</summary>
/// <param name="Name">The name of a region, or the path of a whole file.</param>
/// <param name="File">The file that it is from, relative to the root of the repository.</param>
/// <param name="Lines">Its lines, without the indentation that they have in common.</param>
internal sealed record Snippet(string Name, string File, IReadOnlyList<string> Lines);
