using System.Net;
using System.Net.Sockets;
using IpcTutorial.Programs;
using IpcTutorial.Tests.Programs;
using StackExchange.Redis;

namespace IpcTutorial.Tests.Redis;

/// <summary>A real server of the Redis protocol, Redis itself if nothing else is said, on a free port of this machine. It keeps
/// nothing.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    internal const string Redis = "redis-server";
    internal const string Garnet = "garnet-server";

    private readonly Workplace _place;
    private readonly string[] _options;
    private string _engine = Redis;
    private TutorialProgram? _program;

    private TestServer(Workplace place, string[] options) => (_place, _options) = (place, options);

    internal int Port { get; private set; }

    internal string Address => $"127.0.0.1:{Port}";

    /// <summary>Where its picture is.</summary>
    internal string Url => $"redis://{Address}/pictures/cat";

    internal int Id => _program!.Id;

    /// <summary>To be asked before anything is started.</summary>
    internal static void Require() => Requires.Programs("redis-server", Redis);

    /// <param name="place">Where its files are.</param>
    /// <param name="options">Its options, as <c>redis-server</c> takes them; PORT stands for its port.</param>
    internal static async Task<TestServer> Start(Workplace place, params string[] options)
    {
        var server = new TestServer(place, options);
        await server.Start();
        return server;
    }

    /// <summary>Starts another one than Redis.</summary>
    internal static async Task<TestServer> StartEngine(Workplace place, string engine)
    {
        var server = new TestServer(place, []) { _engine = engine };
        await server.Start();
        return server;
    }

    /// <summary>Starts it again, on the same port.</summary>
    internal async Task Restart() => Assert.True(await TryStart(Port));

    internal Task Kill() => _program!.Kill();

    /// <summary>STOP, CONT.</summary>
    internal Task Signal(string name) => _program!.Signal(name);

    /// <summary>What another program may do there.</summary>
    internal async Task<T> Ask<T>(Func<IDatabase, Task<T>> commands)
    {
        await using ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(
            $"{Address},allowAdmin=true,connectTimeout=180000,asyncTimeout=180000");
        return await commands(client.GetDatabase());
    }

    /// <summary>The program has ended with the exit code for servers, and said why.</summary>
    internal static void AssertRefused(ProgramResult result, string expected)
    {
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Server, result.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
    }

    private async Task Start()
    {
        while (!await TryStart(FreePort()))
            await _program!.DisposeAsync(); // somebody else was quicker
    }

    private async Task<bool> TryStart(int port)
    {
        Port = port;
        string[] options = [.. _options.Select(option => option == "PORT" ? $"{port}" : option)];
        string[] usual = options.Contains("--port") ? [] : ["--port", $"{port}"];
        string[] nothingKept = _engine == Redis ? ["--save", "", "--dir", _place.Folder] : [];
        _program = TutorialProgram.Start(TutorialProgram.InSession(
            _engine, [.. nothingKept, "--bind", "127.0.0.1", .. usual, .. options]));
        Task<string> ready = _program.Line("Ready to accept connections");
        return await Task.WhenAny(ready, _program.Exit()) == ready;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
