using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>The folder in which a reader of the docs types: looks like the root of the repository, by links to all that
/// is in it, but what is saved there goes away with it.</summary>
internal sealed class ReaderFolder : IDisposable
{
    // A reader's own, saved while trying things out.
    private static readonly string[] _pictures = [".png", ".jpg", ".jpeg", ".webp", ".bmp"];

    public ReaderFolder()
    {
        foreach (string entry in Directory.GetFileSystemEntries(TutorialProgram.Root))
        {
            string link = System.IO.Path.Combine(Path, System.IO.Path.GetFileName(entry));
            if (Directory.Exists(entry))
                Directory.CreateSymbolicLink(link, entry);
            else if (!_pictures.Contains(System.IO.Path.GetExtension(entry)))
                File.CreateSymbolicLink(link, entry);
        }
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("ipctutorial-docs-").FullName;

    /// <summary>Deletes the links, and follows none of them.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
