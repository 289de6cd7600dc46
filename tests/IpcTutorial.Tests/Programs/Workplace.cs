using CliWrap;

namespace IpcTutorial.Tests.Programs;

/// <summary>A temporary folder and a key of one test, with the promise that nothing remains of either.</summary>
public sealed class Workplace : IDisposable
{
    public Workplace() => Folder = Directory.CreateTempSubdirectory("ipctutorial-test-").FullName;

    public string Folder { get; }

    public string Key { get; } = $"test-{Guid.NewGuid():N}";

    public string SegmentPath => Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"ipctutorial.{Key}");

    public string PathOf(string name) => Path.Combine(Folder, name);

    public bool SegmentExists => OperatingSystem.IsWindows()
        ? SegmentList.Examine(new SegmentKey(Key), TutorialProgram.Patience) != SegmentState.None
        : Files.Any(File.Exists);

    // The segment, a larger one that is being made, and the life lock.
    private string[] Files => [SegmentPath, SegmentPath + "~", SegmentPath + "!"];

    /// <summary>What is at the beginning of the segment's file, if that is long enough. No lock is taken.</summary>
    internal PictureHeader? Header()
    {
        byte[] header = new byte[PictureHeader.Length];
        using FileStream file = new(SegmentPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            ? null : PictureHeader.CopyOf(header);
    }

    /// <summary>A segment of this process with room for a picture.</summary>
    internal PictureWriter Writer(PictureSize size) => PictureWriter.Create(new SegmentKey(Key), size, TimeSpan.FromSeconds(30));

    internal PictureReader Reader(double lockTimeoutSeconds = 30) =>
        PictureReader.Attach(new SegmentKey(Key), TimeSpan.FromSeconds(lockTimeoutSeconds));

    /// <summary>The same with a picture in it: for a test of something else than our Producer.</summary>
    internal PictureWriter Publish(Picture picture)
    {
        PictureWriter segment = Writer(picture.Size);
        segment.Publish(picture);
        return segment;
    }

    internal TutorialProgram Producer(params string[] arguments) =>
        TutorialProgram.Start("Producer", [.. arguments, "--key", Key]);

    /// <summary>A Producer whose picture is in the segment.</summary>
    internal async Task<TutorialProgram> ReadyProducer(params string[] arguments)
    {
        TutorialProgram producer = Producer(arguments);
        await producer.Line("Wrote the picture");
        return producer;
    }

    internal Task<ProgramResult> Consumer(params string[] arguments) =>
        TutorialProgram.Run("Consumer", [.. arguments, "--key", Key]);

    /// <summary>A Consumer that follows a stream.</summary>
    internal TutorialProgram Follower(params string[] arguments) =>
        TutorialProgram.Start("Consumer", ["--follow", .. arguments, "--key", Key]);

    /// <summary>A Worker that has said its word.</summary>
    internal async Task<TutorialProgram> Worker(string work, string word)
    {
        TutorialProgram worker = TutorialProgram.Start("tests/Worker", work, Key);
        await worker.Line(word);
        return worker;
    }

    /// <summary>Returns when a program has mapped the segment.</summary>
    internal async Task UntilAttached(TutorialProgram program)
    {
        using var deadline = new CancellationTokenSource(TutorialProgram.Patience);
        while (!(await File.ReadAllTextAsync($"/proc/{program.Id}/maps", deadline.Token))
                   .Contains(SegmentPath, StringComparison.Ordinal))
        {
            await Task.Delay(5, deadline.Token);
        }
    }

    /// <summary>Copies a built program, with another program: what another test starts meanwhile would have our files open as
    /// well, and no system starts one that somebody may write to.</summary>
    internal static async Task Copy(string project, string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            await Cli.Wrap("cp").WithArguments(["-R", Path.Join(TutorialProgram.FolderOf(project), "."), folder]).ExecuteAsync();
            return;
        }

        foreach (string file in Directory.GetFiles(TutorialProgram.FolderOf(project)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    public void Dispose()
    {
        bool leaked = SegmentExists;
        foreach (string file in Files)
            File.Delete(file);
        Directory.Delete(Folder, recursive: true);
        Assert.False(leaked, $"{SegmentPath} was left behind.");
    }
}
