using System.CommandLine;
using System.Runtime.Versioning;
using IpcTutorial.Pictures;
using IpcTutorial.Programs;
using IpcTutorial.Qt;

namespace IpcTutorial.Consumer.Qt;

/// <summary>The Consumer's work on a segment of Qt's.</summary>
internal static class QtReception
{
    private static readonly Option<bool> _qt = new("--qt")
    {
        Description = $"Take the picture from a program written with Qt (--key is '{QtKey.OfExample}' then)",
    };

    internal static (string Title, Option[] Options) Group => ("Foreign programs", [_qt]);

    internal static bool IsWanted(ParseResult commandLine) => commandLine.GetValue(_qt);

    internal static int Run(ParseResult commandLine, string path, bool overwrite,
        double waitSeconds, bool show, CancellationToken stop) =>
        QtPlatform.IsSupported
            ? Receive(commandLine, path, overwrite, waitSeconds, show, stop)
            : throw QtPlatform.NotSupported;

    [SupportedOSPlatform("linux")]
    private static int Receive(ParseResult commandLine, string path, bool overwrite,
        double waitSeconds, bool show, CancellationToken stop)
    {
        (string? text, TutorialSettings limits) = commandLine.GetForeignSettings();
        var key = new QtKey(text ?? QtKey.OfExample);
        PictureFile.CheckOutput(path, overwrite);
        Picture picture = WaitForPicture.Take(() => Take(key, limits, stop), waitSeconds, key.Value, stop);
        if (show)
            Preview.Show(picture);
        PictureFile.Save(path, picture, overwrite);
        Console.WriteLine($"Saved {path.ToPrintable()}.");
        return ExitCode.Success;
    }

    [SupportedOSPlatform("linux")]
    private static Picture Take(QtKey key, TutorialSettings limits, CancellationToken stop)
    {
        using QtPictureSegment segment = QtPictureSegment.Attach(key, limits.LockTimeout, stop);
        Picture picture = segment.Take(limits.MaxPixels, stop);
        Console.WriteLine($"Attached to Qt's segment '{key.Value.ToPrintable()}': {segment.Size:N0} bytes.");
        Console.WriteLine($"Took the picture under Qt's lock: {picture.Size}.");
        return picture;
    }
}
