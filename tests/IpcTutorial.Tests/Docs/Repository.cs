using System.IO.Enumeration;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>The files and folders that the docs can show or link to.</summary>
internal static class Repository
{
    private static readonly string[] _notInIt = ["bin", "obj", ".git"];

    /// <summary>All paths, relative to the root, with '/'. Upper and lower case differ, on any system.</summary>
    public static IReadOnlySet<string> Paths { get; } = new FileSystemEnumerable<string>(
        TutorialProgram.Root,
        (ref FileSystemEntry entry) => Relative(entry.ToFullPath()),
        new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
    {
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !_notInIt.Contains(entry.FileName.ToString()),
    }.Append(".").ToHashSet(StringComparer.Ordinal);

    /// <summary>The paths of the files in a folder that have one of some extensions.</summary>
    public static IEnumerable<string> Source(string folder, params string[] extensions) =>
        Paths.Where(path => path.StartsWith(folder + '/', StringComparison.Ordinal)
            && extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(TutorialProgram.Root, path));

    /// <summary>What a relative path in a file means.</summary>
    public static string Resolve(string file, string path) =>
        Relative(Path.GetFullPath(Path.Combine(TutorialProgram.Root, Path.GetDirectoryName(file)!, path)));

    private static string Relative(string path) =>
        Path.GetRelativePath(TutorialProgram.Root, path).Replace('\\', '/').TrimEnd('/');
}
