using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>The folder in which a reader of the docs types: looks like the root of the repository, by links to what is in
/// it, but what is saved there goes away with it.</summary>
internal sealed class ReaderFolder : IDisposable
{
    // A reader's own, saved while trying things out.
    private static readonly string[] _pictures = [".png", ".jpg", ".jpeg", ".webp", ".bmp"];

    /// <param name="listings">The programs that the page lets its reader write.</param>
    public ReaderFolder(params CodeBlock[] listings)
    {
        foreach (string entry in Directory.GetFileSystemEntries(TutorialProgram.Root))
        {
            string name = System.IO.Path.GetFileName(entry);
            if (name == "mine")
                continue; // a reader's own, too: through a link it would be written over
            string link = System.IO.Path.Combine(Path, name);
            if (listings.Length > 0 && name == "Shared")
                CopySource(entry, link); // which their build builds too: not under another path in the same obj folder
            else if (Directory.Exists(entry))
                Directory.CreateSymbolicLink(link, entry);
            else if (!_pictures.Contains(System.IO.Path.GetExtension(entry)))
                File.CreateSymbolicLink(link, entry);
        }

        foreach (CodeBlock listing in listings)
        {
            string file = System.IO.Path.Combine(Path, listing.File!);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllLines(file, listing.Lines);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("ipctutorial-docs-").FullName;

    /// <summary>Deletes what is there, and follows no link.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void CopySource(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
            File.Copy(file, System.IO.Path.Combine(to, System.IO.Path.GetFileName(file)));
        foreach (string folder in Directory.GetDirectories(from))
        {
            if (System.IO.Path.GetFileName(folder) is not ("bin" or "obj") and var name)
                CopySource(folder, System.IO.Path.Combine(to, name));
        }
    }
}
