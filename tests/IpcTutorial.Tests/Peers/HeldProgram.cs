using CliWrap;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Peers;

/// <summary>A program that is held right before a certain system call: what others do at that moment happens between two
/// of its steps.</summary>
internal sealed class HeldProgram : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> _library = new(() => Tools.BuildPreload("hold"));

    private readonly FileStream _pipe;

    private HeldProgram(TutorialProgram program, FileStream pipe)
    {
        Program = program;
        _pipe = pipe;
    }

    internal TutorialProgram Program { get; }

    /// <summary>Starts a program, and returns when it is held.</summary>
    /// <param name="place">Where it works.</param>
    /// <param name="call">The call, of those in <c>hold.c</c>.</param>
    /// <param name="count">Which of them, from 1.</param>
    /// <param name="command">The program.</param>
    /// <param name="file">The file, if the call is for one and that is not the segment.</param>
    internal static async Task<HeldProgram> Start(
        Workplace place, string call, int count, Command command, string? file = null)
    {
        string library = await _library.Value;
        string path = place.PathOf($"hold-{Guid.NewGuid():N}");
        await Cli.Wrap("mkfifo").WithArguments(path).ExecuteAsync();
        var program = TutorialProgram.Start(command
            .WithEnvironmentVariables(variables => variables.Set("LD_PRELOAD", library).Set("HOLD_LIBRARY", library).Set("HOLD", call)
                .Set("HOLD_COUNT", $"{count}").Set("HOLD_FILE", file ?? place.SegmentPath).Set("HOLD_PIPE", path)
                .Set("PYTHONDONTWRITEBYTECODE", "1")));
        FileStream pipe = await Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0))
            .WaitAsync(TutorialProgram.Patience);
        return new HeldProgram(program, pipe);
    }

    /// <summary>Lets it go on.</summary>
    internal TutorialProgram Release()
    {
        _pipe.Dispose();
        return Program;
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.DisposeAsync();
        await Program.DisposeAsync();
    }
}
