using System.CommandLine;
using IpcTutorial;
using IpcTutorial.Consumer;
using IpcTutorial.Consumer.Diagnosis;
using IpcTutorial.Consumer.Experiments;
using IpcTutorial.Consumer.Qt;
using IpcTutorial.Consumer.Redis;
using IpcTutorial.Consumer.Streams;
using IpcTutorial.Pictures;
using IpcTutorial.Programs;

var output = new Argument<string?>("OUTPUT")
{
    Arity = ArgumentArity.ZeroOrOne,
    Description = "The file: .png, .jpg, .jpeg or .webp (received.png); or a server: redis://SERVER/NAME",
};
Option<double?> wait = TutorialCommandLine.Number(
    "--wait", "SECONDS", "How long to wait for a picture", 0, 86400);
var show = new Option<bool>("--show") { Description = "Also draw the picture in the terminal" };
var force = new Option<bool>("--force") { Description = "Replace OUTPUT if it exists" };

var root = new RootCommand("Takes the picture that the Producer put into shared memory, and saves it.")
{
    output, wait, show, force, Inspect.Command(), List.Command(), Clean.Command(),
};
root.AddCommonOptions("Consumer", FollowOptions.Group, QtReception.Group, Experiments.Group);
root.SetAction(commandLine =>
{
    string? named = commandLine.GetValue(output);
    string path = named ?? "received.png";
    bool overwrite = commandLine.GetValue(force) || named is null;
    var stop = new StopSignal();
    try
    {
        if (ServerAddress.IsMeant(named))
        {
            commandLine.Refuse(
                [
                    show, force, .. FollowOptions.NotForServer(commandLine, wait),
                    .. QtReception.Group.Options, .. Experiments.Group.Options,
                ],
                "a server");
            return RedisDelivery.Run(commandLine, named!, commandLine.GetValue(wait) ?? 0, stop);
        }

        if (FollowOptions.IsWanted(commandLine, [.. QtReception.Group.Options, .. Experiments.Group.Options]))
        {
            return StreamReception.Run(commandLine, named, overwrite,
                commandLine.GetValue(wait), commandLine.GetValue(show), stop);
        }

        if (path == "-")
            throw new SettingsException("'-', standard output, is for a stream: add --follow.");
        if (QtReception.IsWanted(commandLine))
        {
            return QtReception.Run(commandLine, path, overwrite,
                commandLine.GetValue(wait) ?? 0, commandLine.GetValue(show), stop.Token);
        }

        TutorialSettings settings = commandLine.GetSettings();
        PictureFile.CheckOutput(path, overwrite);
        if (Experiments.Run(commandLine, settings, commandLine.GetValue(show), stop.Token) is { } experiment)
            return experiment;

        // docs: consume
        // Attach, lock, copy, unlock, detach: all that others could have to wait for. What is slow comes after it.
        Picture picture = TakePicture.Take(settings, commandLine.GetValue(wait) ?? 0, stop.Token);

        if (commandLine.GetValue(show))
            Preview.Show(picture);

        // Save: the whole file, or none.
        bool hasTerminal = !Console.IsOutputRedirected;
        if (hasTerminal)
            Console.Write($"Saving {path.ToPrintable()} …\r");
        PictureFile.Save(path, picture, overwrite);
        // docs: end
        Console.WriteLine($"Saved {path.ToPrintable()}.{(hasTerminal ? "  " : "")}");
        return ExitCode.Success;
    }
    catch (OperationCanceledException)
    {
        return stop.ExitCode;
    }
});

return root.Run("Consumer", args);
