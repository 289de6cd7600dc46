using System.Collections.Concurrent;
using System.Diagnostics;
using Tmds.DBus.Protocol;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>What both ends of a D-Bus way agree on: who has which method.</summary>
internal static class DBusMethod
{
    internal const string Service = "ipctutorial.Benchmarks";
    internal const string Path = "/ipctutorial/Benchmarks";
    internal const string Interface = "ipctutorial.Benchmarks";
    internal const string Member = "Show";

    internal static DBusConnection Connect(string address)
    {
        var connection = new DBusConnection(address);
        connection.ConnectAsync().AsTask().GetAwaiter().GetResult();
        return connection;
    }
}

/// <summary>Has the bus, and calls the method of the receiver.</summary>
internal abstract class DBusSender : ISender
{
    private readonly DBusDaemon _daemon;
    private readonly DBusConnection _connection;

    protected DBusSender(string folder)
    {
        _daemon = new DBusDaemon(folder);
        _connection = DBusMethod.Connect(_daemon.Address);
    }

    public string Address => _daemon.Address;

    public Process Between => _daemon.Process;

    public abstract void Send(Picture picture);

    /// <summary>Begins a call; its arguments are to be written.</summary>
    protected MessageWriter NewCall(string signature)
    {
        MessageWriter writer = _connection.GetMessageWriter();
        writer.WriteMethodCallHeader(
            DBusMethod.Service, DBusMethod.Path, DBusMethod.Interface, DBusMethod.Member, signature);
        return writer;
    }

    /// <summary>Makes a call, and waits for the answer: the receiver is finished with the arguments.</summary>
    protected void Call(MessageBuffer call) => _connection.CallMethodAsync(call).GetAwaiter().GetResult();

    public virtual void Dispose()
    {
        _connection.Dispose();
        _daemon.Dispose();
    }
}

/// <summary>Has the method, and is called.</summary>
internal abstract class DBusReceiver : IReceiver, IPathMethodHandler
{
    private readonly DBusConnection _connection;
    private readonly BlockingCollection<MethodContext> _calls = [];

    protected DBusReceiver(string address)
    {
        _connection = DBusMethod.Connect(address);
        _connection.AddMethodHandler(this);
        _connection.DisconnectedAsync().ContinueWith(_ => _calls.CompleteAdding(), TaskScheduler.Default);
        _connection.RequestNameAsync(DBusMethod.Service).GetAwaiter().GetResult(); // from here on we can be called
    }

    public string Path => DBusMethod.Path;

    public bool HandlesChildPaths => false;

    // On the thread of the connection, which has only to pass the call on to the one that waits for it.
    public ValueTask HandleMethodAsync(MethodContext context)
    {
        context.DisposesAsynchronously = true;
        _calls.Add(context);
        return default;
    }

    public abstract void Receive(byte[] rgba);

    /// <summary>Waits for a call.</summary>
    /// <exception cref="InvalidOperationException">The bus is gone.</exception>
    protected MethodContext NextCall() => _calls.Take();

    protected static void Answer(MethodContext call)
    {
        using MessageWriter answer = call.CreateReplyWriter(signature: null);
        call.Reply(answer.CreateMessage());
    }

    public void Dispose() => _connection.Dispose();
}
