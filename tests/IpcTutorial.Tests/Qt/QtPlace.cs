using System.Runtime.Versioning;
using CliWrap.Builders;
using IpcTutorial.Pictures;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>A folder and a key of one test, with the promise that no file, memory or semaphore of the key remains.
/// </summary>
public sealed class QtPlace : IDisposable
{
    private readonly Workplace _place;
    private readonly HashSet<SystemVObject> _before;

    public QtPlace(string? key = null)
    {
        OwnSystemV.Require();
        _place = new Workplace();
        _before = [.. SystemV.Objects];
        Key = new QtKey(key ?? _place.Key);
        Environment.Set("XDG_RUNTIME_DIR", _place.Folder); // or Qt complains
    }

    public QtKey Key { get; }

    /// <summary>For the programs of Qt.</summary>
    internal EnvironmentVariablesBuilder Environment { get; } = new EnvironmentVariablesBuilder()
        .Set("QT_QPA_PLATFORM", "offscreen");

    public string PathOf(string name) => _place.PathOf(name);

    /// <summary>A picture in a file of its own.</summary>
    internal string Save(Picture picture, string name = "in.png")
    {
        PictureFile.Save(PathOf(name), picture, overwrite: true);
        return PathOf(name);
    }

    internal TutorialProgram Start(string project, params string[] arguments) =>
        TutorialProgram.Start(project, [.. arguments, "--qt", "--key", Key.Value]);

    /// <summary>A segment of this process: for a test of something else than our programs.</summary>
    [SupportedOSPlatform("linux")]
    internal QtPictureSegment Publish(Picture picture) => QtPictureSegment.Publish(Key, picture, TutorialProgram.Patience);

    [SupportedOSPlatform("linux")]
    internal QtPictureSegment Attach() => QtPictureSegment.Attach(Key, TutorialProgram.Patience);

    internal async Task<TutorialProgram> ReadyProducer(params string[] arguments)
    {
        TutorialProgram producer = Start("Producer", arguments);
        await producer.Line("Wrote the picture");
        return producer;
    }

    internal Task<ProgramResult> Consumer(params string[] arguments) =>
        TutorialProgram.Run("Consumer", [.. arguments, "--force", "--qt", "--key", Key.Value]);

    /// <summary>A program of Qt that has said its word.</summary>
    internal async Task<TutorialProgram> Peer(int version, string word, string command, params string[] arguments)
    {
        TutorialProgram peer = await QtPeer.Start(version, this, [command, Key.Value, .. arguments]);
        await peer.Line(word);
        return peer;
    }

    internal async Task<TutorialProgram> Worker(string word, string work, params string[] arguments)
    {
        TutorialProgram worker = TutorialProgram.Start("tests/Worker", [$"qt-{work}", Key.Value, .. arguments]);
        await worker.Line(word);
        return worker;
    }

    /// <summary>A worker that is held right before a call of the C library.</summary>
    internal Task<HeldProgram> Held(string call, int count, string work, string? file = null, int number = 64) =>
        HeldProgram.Start(_place, call, count, TutorialProgram.Command("tests/Worker", $"qt-{work}", Key.Value, $"{number}"), file);

    /// <summary>Whether nothing is left. Of what was killed, the kernel lets go a little later.</summary>
    internal bool IsClean => !File.Exists(Key.SegmentFile) && !File.Exists(Key.LockFile)
        && !Objects.Any();

    /// <summary>The System V objects that were made since the test began.</summary>
    internal IEnumerable<SystemVObject> Objects => SystemV.Objects.Except(_before);

    /// <summary>Returns when a process waits for the lock.</summary>
    internal async Task UntilSomebodyWaits()
    {
        using var deadline = new CancellationTokenSource(TutorialProgram.Patience);
        while (!Objects.Any(found => found.Kind == "sem" && SystemV.Waiting(found) > 0))
            await Task.Delay(5, deadline.Token);
    }

    public void Dispose()
    {
        _place.Dispose();
        bool isClean = SpinWait.SpinUntil(() => IsClean, TimeSpan.FromSeconds(5));
        File.Delete(Key.SegmentFile);
        File.Delete(Key.LockFile);
        Assert.True(isClean, $"Left behind, of key '{Key}': {string.Join(", ", Objects)}");
    }
}

/// <summary>Tests that share the list of System V objects: one after the other.</summary>
[CollectionDefinition(nameof(QtTests))]
public sealed class QtTests;
