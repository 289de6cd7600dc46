using CliWrap.Buffered;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>A reader of one page, who opens its terminals and types what it says.</summary>
internal sealed class ConsoleSession : IAsyncDisposable
{
    // While the docs are rewritten, nobody knows how much output there should be.
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(2);

    private readonly bool _isUpdate;
    private readonly ReaderFolder _folder;
    private readonly Machine _machine;
    private readonly SortedDictionary<int, Terminal> _terminals = [];

    private ConsoleSession(bool isUpdate, ReaderFolder folder, Machine machine)
    {
        _isUpdate = isUpdate;
        _folder = folder;
        _machine = machine;
    }

    /// <param name="page">The page.</param>
    /// <param name="isUpdate">To take the output as it comes.</param>
    public static async Task<ConsoleSession> Start(Page page, bool isUpdate = false)
    {
        Requires.Programs("bash", "bash");
        Requires.Programs("bsdutils", "script");
        Requires.Programs("procps", "ps", "pgrep");
        await Machine.Require();

        var folder = new ReaderFolder([.. page.CodeBlocks.Where(block => block.File is not null)]);

        // A server has a port that everybody knows, and others may run these pages at the same time.
        bool hasServer = page.CodeBlocks.Any(
            block => block.Attributes.GetValueOrDefault("needs", "").Contains("redis-server", StringComparison.Ordinal));
        return new ConsoleSession(isUpdate, folder,
            hasServer ? await Machine.StartOffline(folder.Path) : await Machine.Start(hasProcesses: true, folder.Path));
    }

    /// <summary>Types the input of a step and waits for its output. Fails if nothing could be typed after it.</summary>
    public async Task<StepResult> Run(ConsoleStep step)
    {
        if (!_terminals.TryGetValue(step.Terminal, out Terminal? terminal))
            _terminals.Add(step.Terminal, terminal = await Terminal.Open(_machine, _folder.Path));

        if (step.IsCommand)
            terminal.TypeCommand(step.Input);
        else
            terminal.TypeLine(step.Input);

        return step.Ends ? await RunToEnd(step, terminal) : await RunOn(step, terminal);
    }

    /// <summary>At the end of the page.</summary>
    public async Task NothingIsLeft()
    {
        foreach ((int number, Terminal terminal) in _terminals)
        {
            IReadOnlyList<string> programs = await terminal.Programs();
            Assert.True(programs.Count == 0, $"In terminal {number} is still running: {string.Join(", ", programs)}");
        }

        // Those of Qt have a file each, and so has each lock of Qt; and an object of System V.
        BufferedCommandResult left = await _machine.Command("/", "sh", "-c", """
            find /dev/shm /tmp -maxdepth 1 -name 'ipctutorial*' -o -maxdepth 1 -name 'qipc_*'
            tail -q -n +2 /proc/sysvipc/shm /proc/sysvipc/sem
            """).ExecuteBufferedAsync();
        Assert.Equal("", left.StandardOutput + left.StandardError);
    }

    public async ValueTask DisposeAsync()
    {
        await _machine.DisposeAsync();
        foreach (Terminal terminal in _terminals.Values)
            await terminal.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task<StepResult> RunToEnd(ConsoleStep step, Terminal terminal)
    {
        bool hasEnded = await terminal.Until(() => terminal.ExitCode is not null);
        string[] actual = [.. terminal.Rows.Skip(Echo(step, terminal.Rows))];
        if (!hasEnded)
            Fail(step, actual, $"It has not ended within {Terminal.Patience.TotalSeconds} s.");

        if (!step.IsCommand && !await terminal.IsShellIdle())
            Fail(step, actual, "Its program had ended before: the shell got the input.");

        return new StepResult(step, actual,
            !step.Pattern.Matches(actual) ? "Its output differs."
            : step.ExitCode is { } expected && terminal.ExitCode != expected
                ? $"Its exit code is {terminal.ExitCode} instead of {expected}."
            : null);
    }

    private async Task<StepResult> RunOn(ConsoleStep step, Terminal terminal)
    {
        // Where the page has no output yet, an update takes whatever comes.
        bool isKnown = !_isUpdate || step.Expected.Count > 0;
        int? Match() => isKnown
            ? step.Pattern.MatchBeginning([.. terminal.FinishedRows.Skip(Echo(step, terminal.FinishedRows))])
            : null;

        await terminal.Until(() => terminal.ExitCode is not null || Match() is not null, _isUpdate ? _quiet : null);
        int echo = Echo(step, terminal.Rows);
        string[] actual = [.. terminal.Rows.Skip(echo).Take(Match() ?? int.MaxValue)];
        var result = new StepResult(step, actual, Match() is not null ? null
            : terminal.ExitCode is not null ? "Its output differs."
            : $"This output has not come within {Terminal.Patience.TotalSeconds} s.");
        if (terminal.ExitCode is { } code && step.Next!.Input != "")
            Fail(step, actual, $"Its program has ended, with exit code {code}.");

        terminal.Read(echo + actual.Length);
        return result;
    }

    private static void Fail(ConsoleStep step, IReadOnlyList<string> actual, string problem) =>
        Assert.Fail($"{new StepResult(step, actual, problem)}");

    // A key that is pressed at no prompt leaves an empty row, or none: programs differ. Those that the reader writes leave it to
    // .NET to read a line, and that shows what is typed itself: one row more.
    private static int Echo(ConsoleStep step, IReadOnlyList<string> rows)
    {
        int most = step.IsCommand || step.IsAtPrompt ? 0
            : step.Block.Page.CodeBlocks.Any(block => block.File is not null) ? 2 : 1;
        return rows.Take(most).TakeWhile(row => row == "").Count();
    }
}
