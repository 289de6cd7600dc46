using System.Text.RegularExpressions;
using IpcTutorial.Pictures;
using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Streams;

/// <summary>Picture files, one after the other; of a folder, those that it has when this begins.</summary>
internal sealed partial class PictureFiles : IStreamSource
{
    private static readonly string[] _extensions = [".png", ".jpg", ".jpeg", ".webp", ".bmp"];

    private readonly Queue<string> _paths;
    private readonly int _maxPixels;
    private string _path = "";
    private PictureSize _size;

    internal PictureFiles(string[] paths, int maxPixels)
    {
        _paths = new Queue<string>(paths.SelectMany(path => Directory.Exists(path) ? FilesOf(path) : [path]));
        _maxPixels = maxPixels;
    }

    public bool HasEnd => true;

    public PictureSize? Next(CancellationToken stop)
    {
        if (!_paths.TryDequeue(out string? path))
            return null;

        _path = path;
        _size = PictureFile.Probe(path);
        _size.Check(_maxPixels, $"'{path}'");
        return _size;
    }

    public bool TryDraw(Span<byte> rgba, CancellationToken stop)
    {
        PictureFile.LoadInto(_path, _size, rgba); // straight into the segment
        return true;
    }

    public bool TrySkip(CancellationToken stop) => true;

    // By the numbers in their names: 10 comes after 9.
    private static string[] FilesOf(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder)
            .Where(file => _extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => Number().Replace(file, number => number.Value.PadLeft(20, '0')), StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new SettingsException($"'{folder}' has no pictures in it.");
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
