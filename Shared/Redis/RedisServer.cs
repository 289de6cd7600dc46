using IpcTutorial.Programs;
using StackExchange.Redis;

namespace IpcTutorial.Redis;

/// <summary>A connection to a server, and its failures in words.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private int _hasComeBack; // 1: yes

    private RedisServer(RedisUrl url, ConnectionMultiplexer connection)
    {
        (Url, _connection) = (url, connection);
        connection.ConnectionRestored += (_, _) =>
        {
            Volatile.Write(ref _hasComeBack, 1);
            CameBack?.Invoke();
        };
    }

    /// <summary>The connection was lost, and is there again. On a thread of its own.</summary>
    internal event Action? CameBack;

    internal RedisUrl Url { get; }

    internal static RedisServer Connect(RedisUrl url, CancellationToken cancel)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { url.Host, url.Port } },
            User = url.User,
            Password = url.Password,
            Ssl = url.IsEncrypted,
            SslHost = url.Host,
            ConnectTimeout = 5000,
            ConnectRetry = 1,
            AsyncTimeout = 60_000, // a large picture on a slow line
            KeepAlive = 2, // seconds: finds out that a cable was cut
            ReconnectRetryPolicy = new LinearRetry(1000),
            BacklogPolicy = BacklogPolicy.FailFast, // while it is away we wait, and send then what is the newest
        };
        try
        {
            return new RedisServer(url, Wait(ConnectionMultiplexer.ConnectAsync(options), cancel));
        }
        catch (RedisException e)
        {
            throw RedisFailure.OfConnecting(url, e);
        }
    }

    /// <summary>Whether the connection was lost and is there again, since this was asked last. A server that was started anew
    /// may have lost its pictures.</summary>
    internal bool HasComeBack() => Interlocked.Exchange(ref _hasComeBack, 0) != 0;

    /// <summary>Runs a command.</summary>
    /// <exception cref="ServerException">The server is away, or refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal T Run<T>(Func<IDatabase, Task<T>> command, CancellationToken cancel)
    {
        try
        {
            return Wait(command(_connection.GetDatabase()), cancel);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw RedisFailure.OfCommand(Url, e, IsReplica);
        }
    }

    /// <inheritdoc cref="Run{T}"/>
    internal void Run(Func<IDatabase, Task> command, CancellationToken cancel) => Run(async commands =>
    {
        await command(commands);
        return true;
    }, cancel);

    // Nothing is under way that matters, and a server that stands still would be waited for.
    public void Dispose()
    {
        _connection.Close(allowCommandsToComplete: false);
        _connection.Dispose();
    }

    private bool IsReplica => _connection.GetServers().All(server => server is { IsConnected: true, IsReplica: true });

    private static T Wait<T>(Task<T> task, CancellationToken cancel)
    {
        // WaitAsync does not look at the token if the task has ended, as each one has at once while the server is away. Who tries
        // again then would do so for ever.
        cancel.ThrowIfCancellationRequested();
        return task.WaitAsync(cancel).GetAwaiter().GetResult();
    }
}
