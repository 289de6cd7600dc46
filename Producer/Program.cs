using System.CommandLine;
using IpcTutorial;
using IpcTutorial.Pictures;
using IpcTutorial.Producer;
using IpcTutorial.Producer.Experiments;
using IpcTutorial.Producer.Qt;
using IpcTutorial.Producer.Redis;
using IpcTutorial.Producer.Streams;
using IpcTutorial.Programs;

var pictures = new Argument<string[]>("PICTURE")
{
    Arity = ArgumentArity.ZeroOrMore,
    Description = "A PNG, JPEG, WebP or BMP file (a sample picture); or a server: redis://SERVER/NAME",
};
var demo = new Option<bool>("--demo")
{
    Description = "Also start a Consumer, and end when it has saved",
};
var root = new RootCommand("Puts a picture into shared memory, for the Consumer to take.") { pictures, demo };
root.AddCommonOptions("Producer", StreamOptions.Group, RedisProduction.Group, QtProduction.Group, Experiments.Group);
root.SetAction(commandLine =>
{
    string[] paths = commandLine.GetValue(pictures) ?? [];
    var stop = new StopSignal();
    try
    {
        Option[] forFiles = [demo, .. QtProduction.Group.Options, .. Experiments.Group.Options];
        if (StreamOptions.IsWanted(commandLine, [.. forFiles, .. RedisProduction.Group.Options]))
            return StreamProduction.Run(commandLine, paths, stop.Token);

        string path = OnePicture(paths);
        if (RedisProduction.IsWanted(commandLine, path, forFiles))
            return RedisProduction.Run(commandLine, path, stop.Token);
        if (QtProduction.IsWanted(commandLine))
            return QtProduction.Run(commandLine, path, stop.Token);

        TutorialSettings settings = commandLine.GetSettings();
        return Experiments.Run(commandLine, path, settings, stop.Token)
            ?? Produce(path, settings, commandLine.GetValue(demo), stop.Token);
    }
    catch (OperationCanceledException)
    {
        return stop.ExitCode;
    }
});

return root.Run("Producer", args);

static string OnePicture(string[] paths) => paths switch
{
    [] => Path.Combine(AppContext.BaseDirectory, "sample.png"),
    ["-"] => throw new SettingsException("'-', standard input, is for a stream: add --stream."),
    [var one] => one,
    [_, var second, ..] => throw new SettingsException(
        $"Unrecognized command or argument '{second}'. Several pictures are for a stream: add --stream."),
};

// docs: produce
static int Produce(string path, TutorialSettings settings, bool isDemo, CancellationToken stop)
{
    var report = new Report(isDemo ? "Producer | " : "");

    // Load: into memory of our own, so that a file which cannot be read never touches the segment.
    report.Loading(path);
    Picture picture = PictureFile.Load(path, settings.MaxPixels);
    report.Loaded(path, picture);

    // Create: from here on, others can attach.
    using PictureWriter writer = PictureWriter.Create(settings.Key, picture.Size, settings.LockTimeout, stop);
    report.Created(writer);

    // Lock, write, unlock.
    report.Wrote(writer.Publish(picture, stop));

    // Wait: the segment lives while somebody is attached.
    int exitCode = isDemo ? Demo.Run(settings, stop) : Session.Run(writer, settings, report, stop);

    // Detach, at the end of the using: if nobody else is attached, the segment is gone.
    report.Detaching();
    return exitCode;
}
// docs: end
