using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Threading.Channels;
using CliWrap;

namespace IpcTutorial.Tests.Programs;

/// <summary>A built program of this solution, running in a session of its own as in a second terminal.</summary>
internal sealed class TutorialProgram : IAsyncDisposable
{
    /// <summary>How long to wait for what must happen: also on a machine that has much else to do.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly Dictionary<string, string?> _metadata = typeof(TutorialProgram).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(a => a.Key, a => a.Value);

    private readonly Channel<string> _input = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _errorLines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly CommandTask<CommandResult> _running;

    private TutorialProgram(Command command)
    {
        Requires.HasStarted(command.TargetFilePath);
        _running = command
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.Create(TypeAll))
            .WithStandardOutputPipe(PipeTarget.ToDelegate(line =>
            {
                lock (_output)
                    _output.AppendLine(line);
                _lines.Writer.TryWrite(line);
            }))
            .WithStandardErrorPipe(PipeTarget.Merge(
                PipeTarget.ToStringBuilder(_error), PipeTarget.ToDelegate(line => { _errorLines.Writer.TryWrite(line); })))
            .ExecuteAsync();
    }

    public int Id => _running.ProcessId;

    public static string Codec => _metadata["PictureCodec"]!;

    public static string Configuration => _metadata["Configuration"]!;

    public static string OutputPath => _metadata["OutputPath"]!;

    public static string Root => _metadata["Root"]!;

    /// <summary>A file of the tests' own source.</summary>
    public static string FileOfTests(string path) => Path.Combine(Root, "tests", "IpcTutorial.Tests", path);

    /// <summary>The folder of a built program: <c>Producer</c>, <c>Consumer</c> or <c>tests/Worker</c>.</summary>
    public static string FolderOf(string project) =>
        Path.GetFullPath(Path.Combine(_metadata["Root"]!, project, _metadata["OutputPath"]!));

    public static string PathOf(string project) =>
        Path.Combine(FolderOf(project), Path.GetFileName(project) + (OperatingSystem.IsWindows() ? ".exe" : ""));

    public static TutorialProgram Start(string project, params string[] arguments) => new(Command(project, arguments));

    public static TutorialProgram Start(Command command) => new(command);

    public static Task<ProgramResult> Run(string project, params string[] arguments) =>
        Run(Command(project, arguments));

    public static async Task<ProgramResult> Run(Command command, TimeSpan? patience = null)
    {
        await using var program = new TutorialProgram(command);
        program._input.Writer.Complete();
        return await program.Exit(patience);
    }

    /// <summary>The command line that starts a program in a new session.</summary>
    public static Command Command(string project, params string[] arguments) => InSession(PathOf(project), arguments);

    /// <summary>The command line that starts any program in a new session. The signals of a terminal end it, also where the
    /// tests were told to ignore them (<c>nohup</c>).</summary>
    public static Command InSession(string program, params string[] arguments) =>
        OperatingSystem.IsLinux()
            ? Cli.Wrap("env").WithArguments(["--default-signal=HUP,INT", "setsid", program, .. arguments])
            : Cli.Wrap(program).WithArguments(arguments);

    /// <summary>Waits for the next line of output that contains a text.</summary>
    public Task<string> Line(string text) => Line(_lines, text);

    /// <summary>The same, of what it says of errors.</summary>
    public Task<string> ErrorLine(string text) => Line(_errorLines, text);

    /// <summary>What it has printed so far.</summary>
    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    public bool HasExited => _running.Task.IsCompleted;

    public void EndInput() => _input.Writer.TryComplete();

    public void Type(string line) => _input.Writer.TryWrite(line);

    /// <summary>Waits for the program's end, for <see cref="Patience"/> if nothing else is said.</summary>
    public async Task<ProgramResult> Exit(TimeSpan? patience = null)
    {
        CommandResult result = await _running.Task.WaitAsync(patience ?? Patience);
        return new ProgramResult(result.ExitCode, _output.ToString(), _error.ToString());
    }

    /// <summary>Types Enter and waits for the program's end.</summary>
    public Task<ProgramResult> Enter()
    {
        Type("");
        return Exit();
    }

    /// <summary>Kills the program, with a signal that it cannot catch. Its exit code is 137 then, on Unix.</summary>
    public async Task Kill()
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has ended by itself in this moment.
        }

        await _running.Task.WaitAsync(Patience);
    }

    /// <summary>Sends a signal: TERM, INT, …</summary>
    public Task Signal(string name) => Cli.Wrap("sh").WithArguments(["-c", $"kill -s {name} {Id}"]).ExecuteAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_running.Task.IsCompleted)
            await Kill();
        _input.Writer.TryComplete();
        _running.Dispose();
    }

    private async Task<string> Line(Channel<string> lines, string text)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                string line = await lines.Reader.ReadAsync(deadline.Token);
                if (line.Contains(text, StringComparison.Ordinal))
                    return line;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException($"No line with '{text}'. Output: {_output} Error: {_error}", e);
        }
    }

    private async Task TypeAll(Stream input, CancellationToken cancel)
    {
        await foreach (string line in _input.Reader.ReadAllAsync(cancel))
        {
            await input.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancel);
            await input.FlushAsync(cancel);
        }
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error);
