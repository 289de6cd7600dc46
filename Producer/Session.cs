using IpcTutorial.Pictures;
using IpcTutorial.Programs;

namespace IpcTutorial.Producer;

/// <summary>The time between writing the picture and detaching: the user may replace it, as often as they like.</summary>
internal static class Session
{
    /// <summary>What can be done during it.</summary>
    internal static string Hint => Input.IsTerminal
        ? "Enter detaches. Another picture's path replaces this one."
        : "An empty line or a signal detaches. Another picture's path replaces this one.";

    internal static int Run(
        PictureWriter writer, TutorialSettings settings, Report report, CancellationToken stop)
    {
        report.Waiting(settings);
        Prompt.Run(settings.Key, path =>
        {
            report.Loading(path);
            Picture picture = PictureFile.Load(path, settings.MaxPixels);
            report.Loaded(path, picture);
            report.Wrote(writer.Publish(picture, stop));
        }, () => "The picture in the segment is still the one before.", stop);
        return ExitCode.Success;
    }
}
