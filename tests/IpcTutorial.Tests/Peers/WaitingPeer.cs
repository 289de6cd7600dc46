using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>A peer that is about to publish: it reads its picture from a pipe, and gets it when the test says so.</summary>
internal sealed class WaitingPeer : IAsyncDisposable
{
    private readonly FileStream _pipe;

    private WaitingPeer(TutorialProgram program, FileStream pipe)
    {
        Program = program;
        _pipe = pipe;
    }

    internal TutorialProgram Program { get; }

    internal static async Task<WaitingPeer> Start(string peer, Workplace place)
    {
        string path = place.PathOf($"pipe-{Guid.NewGuid():N}");
        await Cli.Wrap("mkfifo").WithArguments(path).ExecuteAsync();
        TutorialProgram program = await Peer.Start(peer, "publish", place.Key, path);

        // Opens when the peer has opened the other end.
        FileStream pipe = await Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0))
            .WaitAsync(TutorialProgram.Patience);
        return new WaitingPeer(program, pipe);
    }

    internal async Task Give(byte[] picture)
    {
        await _pipe.WriteAsync(picture).AsTask().WaitAsync(TutorialProgram.Patience);
        await _pipe.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.DisposeAsync();
        await Program.DisposeAsync();
    }
}
