using System.CommandLine;
using IpcTutorial;
using IpcTutorial.Benchmarks;
using IpcTutorial.Benchmarks.InProcess;
using IpcTutorial.Benchmarks.Pairs;
using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Benchmarks.Streams;
using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Programs;

if (Worker.Run(args) is { } workerExitCode)
    return workerExitCode;

PictureSize[] usualSizes =
    [new(4, 4), new(32, 32), new(128, 128), new(640, 400), new(1920, 1080), new(3840, 2160), new(7680, 4320)];
Option<IWay[]?> ways = ListOption.Create(
    "--ways", "NAME,…", $"Only these ways: {string.Join(", ", AllWays.WithServers.Select(way => way.Name))}", AllWays.Find);
Option<PictureSize[]?> sizes = ListOption.Create(
    "--sizes", "WxH,…", "Only these sizes, in pixels. Without it: 4x4 (64 bytes) to 7680x4320", ListOption.ParseSize);
var rounds = new Option<int?>("--rounds")
{
    HelpName = "COUNT",
    Description = "How often each way has its turn with each size, 1 to 1000. Without it: 5",
};
rounds.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int?>() is < 1 or > 1000)
        result.AddError("--rounds must be a number from 1 to 1000.");
});
var quick = new Option<bool>("--quick")
{
    Description = "One round with few hand-overs, and no 7680x4320: to see it, not to believe it",
};
var output = new Option<DirectoryInfo>("--output")
{
    HelpName = "FOLDER",
    Description = "Where to save the results. Without it: the current folder",
};
output.AcceptExistingOnly();
var inProcess = new Command("in-process", "Measure what happens inside one process: lock, header, copy, checksum");
inProcess.SetAction(_ => InProcessBenchmarks.Run());

var streams = new Command("streams", "Measure a stream of pictures: hand-over, throughput, many readers, an idle one") { quick, output };
streams.SetAction(commandLine => StreamBenchmarks.Run(
    commandLine.GetValue(output)?.FullName ?? Environment.CurrentDirectory, commandLine.GetValue(quick)));

var root = new RootCommand("Measures what it costs to hand a picture to another process, in many ways.")
{
    ways, sizes, rounds, quick, output, inProcess, streams,
};
root.SetAction(commandLine =>
{
    bool isQuick = commandLine.GetValue(quick);
    string folder = commandLine.GetValue(output)?.FullName ?? Environment.CurrentDirectory;
    FigureFile.CheckOutput(folder); // now, and not after minutes
    var stop = new StopSignal();
    List<Batch> batches = [];
    try
    {
        BenchmarkRun.Run(
            commandLine.GetValue(ways) is { Length: > 0 } some ? some : [.. AllWays.List],
            commandLine.GetValue(sizes) is { Length: > 0 } these ? these : isQuick ? usualSizes[..^1] : usualSizes,
            commandLine.GetValue(rounds) ?? (isQuick ? 1 : 5), isQuick, batches, stop.Token);
    }
    catch (PairException e)
    {
        FigureTable.Print(Evaluation.Of(batches));
        Console.Error.WriteLine($"Benchmarks: {e.Message}");
        return ExitCode.Unexpected;
    }

    IReadOnlyList<Figure> figures = Evaluation.Of(batches);
    FigureTable.Print(figures);
    if (stop.Token.IsCancellationRequested)
        Console.WriteLine("Stopped: nothing is saved.");
    else
        FigureFile.Save(figures, folder);
    return stop.ExitCode;
});

return root.Run("Benchmarks", args);
