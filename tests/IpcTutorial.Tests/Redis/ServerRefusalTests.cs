using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Redis;

/// <summary>Servers that are not there, refuse, or have something else: each in reality, and each has its words.</summary>
public sealed class ServerRefusalTests : IAsyncDisposable
{
    private readonly Workplace _place;
    private TestServer? _server;

    public ServerRefusalTests()
    {
        TestServer.Require();
        _place = new Workplace();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _place.Dispose();
    }

    [Theory]
    [InlineData("redis://", "'redis://' must look like redis://SERVER/NAME or redis://SERVER:PORT/NAME.")]
    [InlineData("redis://server", "must look like")]
    [InlineData("redis://server/", "must look like")]
    [InlineData("redis://server:port/name", "must look like")]
    [InlineData("redis://user:secret@server/", "'redis://…@server/' must look like")]
    [InlineData("redis://user:/secret@server/cat", "must look like")]
    public async Task An_address_that_is_none(string url, string expected)
    {
        ProgramResult result = await _place.Consumer(url);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Consumer", "--show", "--show has no use with a server.")]
    [InlineData("Consumer", "--every", "--every has no use with a server.")]
    [InlineData("Consumer", "--count=3", "--count has no use with a server.")]
    [InlineData("Producer", "--demo", "--demo has no use with a server.")]
    [InlineData("Producer", "--process-lock", "--process-lock has no use with a server.")]
    public async Task An_option_that_would_be_ignored(string program, string option, string expected)
    {
        ProgramResult result = await TutorialProgram.Run(program, "redis://127.0.0.1/name", option, "--key", _place.Key);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_there()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        await Refuses($"redis://127.0.0.1:{port}/name", $"there is no server at 127.0.0.1, port {port}: ");
        await Refuses("redis://no-such-host.invalid/name", "the name no-such-host.invalid cannot be resolved: ");
    }

    [Fact]
    public async Task Something_else_is_there()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            }
        }, TestContext.Current.CancellationToken);

        await Refuses($"redis://{listener.LocalEndpoint}/name", "what is there is no server of the Redis protocol.");
    }

    [Fact]
    public async Task Protected_mode_is_named()
    {
        string? address = NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address).FirstOrDefault(address =>
                address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))?.ToString();
        Assert.SkipUnless(address is not null, "This machine has no address but its own loopback.");
        _server = await TestServer.Start(_place, "--bind", "*");

        await Refuses($"redis://{address}:{_server.Port}/name", "the server is in protected mode, and lets in only programs of its own");
    }

    [Theory]
    [InlineData("--maxmemory", "1mb", "the server has no room left for this picture (maxmemory).")]
    [InlineData("--replicaof", "127.0.0.1 1", "the server is a replica, and takes no pictures. Send them to its master.")]
    public async Task It_takes_no_picture(string option, string value, string expected)
    {
        _server = await TestServer.Start(_place, [option, .. value.Split(' ')]);
        using PictureWriter picture = _place.Publish(TestPicture.Random(800, 600));

        TestServer.AssertRefused(await _place.Consumer(_server.Url), expected);
    }

    [Fact]
    public async Task Something_else_has_the_name()
    {
        _server = await TestServer.Start(_place);
        await _server.Ask(commands => commands.StringSetAsync("pictures/cat", "miaow"));
        using PictureWriter picture = _place.Publish(TestPicture.Random(40, 30));

        TestServer.AssertRefused(await _place.Consumer(_server.Url), "something else has this name at the server. Choose another one.");
    }

    // A file of that size, with nothing in it but the header.
    [Fact]
    public async Task More_than_a_server_takes_is_refused_before_it_is_copied()
    {
        Requires.Linux();
        _server = await TestServer.Start(_place);
        using PictureWriter picture = _place.Publish(TestPicture.Random(40, 30));
        using (FileStream file = new(_place.SegmentPath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.SetLength(PictureHeader.Length + (4L * 16384 * 8193));
            PictureHeader header = _place.Header()!.Value;
            (header.Width, header.Height, header.Stride, header.PixelBytes) = (16384, 8193, 4 * 16384, 4L * 16384 * 8193);
            file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<PictureHeader>(in header)));
        }

        TestServer.AssertRefused(await _place.Consumer(_server.Url),
            "16384 × 8193 pixels are 536,936,448 bytes, and a server of the Redis protocol takes 536,870,912 at the most.");
    }

    private async Task Refuses(string url, string expected) =>
        TestServer.AssertRefused(await TutorialProgram.Run("Producer", url, "--key", _place.Key), expected);
}
