using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using CliWrap;
using CliWrap.Buffered;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>A terminal with a shell, in a session of its own. See <c>terminal.bashrc</c>.</summary>
internal sealed partial class Terminal : IAsyncDisposable
{
    internal static readonly TimeSpan Patience = TutorialProgram.Patience;

    private readonly Channel<string> _input = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly CommandTask<CommandResult> _running;
    private readonly Machine _machine;
    private string? _session;

    // Since the last command was typed.
    private string _raw = "";
    private int _rowsRead;

    private Terminal(Machine machine, string folder)
    {
        _machine = machine;
        _running = machine
            .Command(folder, "script", "-qfec", "exec bash --noprofile --rcfile \"$TERMINAL_RC\" --noediting -i", "/dev/null")
            .WithEnvironmentVariables(Environment())
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.Create(TypeAll))
            .WithStandardOutputPipe(PipeTarget.Create(ReadAll))
            .ExecuteAsync();
    }

    /// <summary>The exit code of the last command; <see langword="null"/> while it is running.</summary>
    public int? ExitCode => PromptPattern().Match(_raw) is { Success: true } prompt
        ? int.Parse(prompt.Groups["exit"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    /// <summary>What the last command has printed, without what was read already. The last row may be unfinished.
    /// </summary>
    public IReadOnlyList<string> Rows => Rendered is [.. var rows, ""] ? rows : Rendered;

    /// <summary>The same without the unfinished row, unless that is the prompt of a program.</summary>
    public IReadOnlyList<string> FinishedRows =>
        ExitCode is null && Rendered is [.. var rows, not "> "] ? rows : Rows;

    private string[] Rendered => [.. Screen.Render(PromptPattern().Split(_raw)[0]).Skip(_rowsRead)];

    /// <summary>Opens one, on a machine that ends it.</summary>
    public static async Task<Terminal> Open(Machine machine, string folder)
    {
        var terminal = new Terminal(machine, folder);
        if (!await terminal.Until(() => terminal.ExitCode is not null))
            throw new TimeoutException($"No prompt of the shell. Output: {terminal._raw}");

        terminal._session = PromptPattern().Match(terminal._raw).Groups["session"].Value;
        return terminal;
    }

    /// <summary>Types at the shell's prompt.</summary>
    public void TypeCommand(string text)
    {
        // The line break is the echo of Enter.
        _raw = _raw[(PromptPattern().Match(_raw) is var prompt ? prompt.Index + prompt.Length : 0)..] + "\n";
        _rowsRead = 1;
        _input.Writer.TryWrite(text);
    }

    /// <summary>Types to the program that runs. The terminal echoes nothing of it but, as here, the line break.</summary>
    public void TypeLine(string text)
    {
        _raw += text.EndsWith('\n') ? "\r\n" : "";
        _input.Writer.TryWrite(text);
    }

    public void Read(int rows) => _rowsRead += rows;

    /// <summary>Waits for something that the output tells.</summary>
    /// <param name="isSo">Asked whenever there is more output.</param>
    /// <param name="quiet">Gives up when there has been some output, and no more for this time.</param>
    public async Task<bool> Until(Func<bool> isSo, TimeSpan? quiet = null)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            while (!isSo())
            {
                if (quiet is not null && Rows.Count > 0)
                    deadline.CancelAfter(quiet.Value);
                _raw += await _output.Reader.ReadAsync(deadline.Token);
            }

            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Whether the shell has got nothing to read that was meant for a program.</summary>
    public async Task<bool> IsShellIdle()
    {
        // What came before would have brought a prompt before this output. The exit code stays, for the next command.
        TypeCommand("(code=$?; echo idle; exit $code)\n");
        return await Until(() => ExitCode is not null) && Rows is ["idle"];
    }

    /// <summary>The programs running in this terminal, beside the shell.</summary>
    public async Task<IReadOnlyList<string>> Programs()
    {
        BufferedCommandResult processes = await _machine.Command(
            "/", "ps", "-o", "pid=,stat=,args=", "-s", _session!).ExecuteBufferedAsync();
        return
        [
            .. from line in processes.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)
               let words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries)
               where words[0] != _session && !words[1].StartsWith('Z')
               select words[2],
        ];
    }

    /// <summary>Waits for its end, which is that of its machine.</summary>
    public async ValueTask DisposeAsync()
    {
        _input.Writer.TryComplete();
        await _running.Task.WaitAsync(Patience);
        _running.Dispose();
    }

    // As on the reader's machine: MSBuild reads it too.
    private static Dictionary<string, string?> Environment() => new(
        System.Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("IPCTUTORIAL_", StringComparison.OrdinalIgnoreCase))
            .Select(name => KeyValuePair.Create(name, (string?)null)))
    {
        ["CI"] = null,
        ["NO_COLOR"] = null,
        ["TMPDIR"] = null,
        ["TERM"] = "xterm-256color",
        ["LC_ALL"] = "C.UTF-8",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["PictureCodec"] = TutorialProgram.Codec,
        ["Configuration"] = TutorialProgram.Configuration,
        ["TEST_SIZE"] = TestSize.IsFull ? "full" : null,
        ["OUTPUT_PATH"] = TutorialProgram.OutputPath,
        ["TERMINAL_RC"] = Path.Combine(AppContext.BaseDirectory, "Docs", "terminal.bashrc"),
    };

    private async Task TypeAll(Stream input, CancellationToken cancel)
    {
        await foreach (string text in _input.Reader.ReadAllAsync(cancel))
        {
            await input.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
            await input.FlushAsync(cancel);
        }
    }

    private async Task ReadAll(Stream output, CancellationToken cancel)
    {
        using var reader = new StreamReader(output);
        char[] buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancel) is > 0 and var count)
            _output.Writer.TryWrite(new string(buffer, 0, count));
        _output.Writer.Complete();
    }

    [GeneratedRegex("""\e\]133;D;(?<exit>\d+);(?<session>\d+)\a""")]
    private static partial Regex PromptPattern();
}
