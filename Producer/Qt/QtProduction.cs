using System.CommandLine;
using System.Runtime.Versioning;
using IpcTutorial.Pictures;
using IpcTutorial.Programs;
using IpcTutorial.Qt;

namespace IpcTutorial.Producer.Qt;

/// <summary>The Producer's work, with a segment of Qt's.</summary>
internal static class QtProduction
{
    private static readonly Option<bool> _qt = new("--qt")
    {
        Description = $"Share the picture with programs written with Qt (--key is '{QtKey.OfExample}' then)",
    };

    internal static (string Title, Option[] Options) Group => ("Foreign programs", [_qt]);

    internal static bool IsWanted(ParseResult commandLine) => commandLine.GetValue(_qt);

    internal static int Run(ParseResult commandLine, string path, CancellationToken stop) =>
        QtPlatform.IsSupported ? Produce(commandLine, path, stop) : throw QtPlatform.NotSupported;

    [SupportedOSPlatform("linux")]
    private static int Produce(ParseResult commandLine, string path, CancellationToken stop)
    {
        (string? text, TutorialSettings limits) = commandLine.GetForeignSettings();
        var key = new QtKey(text ?? QtKey.OfExample);
        Picture picture = Load(path, limits);
        using var publication = new QtPublication(key, limits.LockTimeout);
        publication.Replace(picture, stop);
        Console.WriteLine();
        Console.WriteLine("The picture stays while this program is attached. Any program that has a");
        Console.WriteLine("QSharedMemory with this key can show it, and our Consumer can save it:");
        string option = key.Value == QtKey.OfExample ? "" : $" --key {key.Value.ToShellWord().ToPrintable()}";
        Console.WriteLine($"  dotnet run --project Consumer -- --qt{option}");
        Console.WriteLine(Session.Hint);
        Prompt.Run(null, line => publication.Replace(Load(line, limits), stop), () => publication.State, stop);
        Console.WriteLine("Detaching.");
        return ExitCode.Success;
    }

    private static Picture Load(string path, TutorialSettings limits)
    {
        Picture picture = PictureFile.Load(path, limits.MaxPixels);
        Console.WriteLine($"Loaded {Path.GetFileName(path).ToPrintable()}: {picture.Size}.");
        return picture;
    }
}
