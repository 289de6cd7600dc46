using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Redis;

/// <summary>The server dies and is back, or stands still, while two programs follow.</summary>
public sealed class ServerOutageTests : IDisposable
{
    private readonly Workplace _here;
    private readonly Workplace _there;

    public ServerOutageTests()
    {
        TestServer.Require();
        _here = new Workplace();
        _there = new Workplace();
    }

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task A_server_that_was_killed_and_is_back_has_the_picture_again()
    {
        await using TestServer server = await TestServer.Start(_here);
        using PictureWriter picture = _here.Publish(TestPicture.Random(40, 30));
        await using TutorialProgram sending = await Sending(server);

        await server.Kill();
        picture.Publish(TestPicture.Random(50, 30));
        await server.Restart();
        await sending.Line("Sent 50 × 30 pixels");
        Assert.True(await server.Ask(commands => commands.KeyExistsAsync("pictures/cat")));

        await server.Kill(); // and nothing new meanwhile
        await server.Restart();
        await sending.Line("Sent 50 × 30 pixels");

        ProgramResult result = await End(sending);
        Assert.Contains("Consumer: redis://", result.Error, StringComparison.Ordinal);
        Assert.Contains("Trying again, with what is the newest then.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_fetches_goes_on_after_a_killed_server_and_after_one_that_stood_still()
    {
        await using TestServer server = await TestServer.Start(_here);
        using PictureWriter picture = _here.Publish(TestPicture.Random(40, 30));
        await using TutorialProgram sending = await Sending(server);
        await using TutorialProgram fetching = _there.Producer(server.Url, "--follow");
        await fetching.Line("Fetched 40 × 30");

        await server.Kill();
        await server.Restart();
        picture.Publish(TestPicture.Random(50, 30));
        await fetching.Line("Fetched 50 × 30");

        await server.Signal("STOP");
        picture.Publish(TestPicture.Random(60, 30));
        await Task.Delay(3000, TestContext.Current.CancellationToken); // so long does it stand still
        await server.Signal("CONT");
        await fetching.Line("Fetched 60 × 30");

        await End(sending);
        Assert.Equal(0, (await fetching.Enter()).ExitCode);
    }

    [Fact]
    public async Task While_the_server_stands_still_a_signal_ends_both()
    {
        await using TestServer server = await TestServer.Start(_here);
        using PictureWriter picture = _here.Publish(TestPicture.Random(40, 30));
        await using TutorialProgram sending = await Sending(server);
        await using TutorialProgram fetching = _there.Producer(server.Url, "--follow");
        await fetching.Line("Fetched 40 × 30");
        await server.Signal("STOP");
        picture.Publish(TestPicture.Random(60, 30));

        await End(sending);
        Assert.Equal(0, (await fetching.Enter()).ExitCode);
        await server.Signal("CONT");
    }

    [Theory]
    [InlineData("--follow")]
    [InlineData("--stream")]
    public async Task While_the_server_is_gone_a_signal_ends_both(string way)
    {
        await using TestServer server = await TestServer.Start(_here);
        using PictureWriter picture = _here.Publish(TestPicture.Random(40, 30));
        await using TutorialProgram sending = await Sending(server);
        await using TutorialProgram fetching = _there.Producer(server.Url, way);
        await fetching.Line(way == "--follow" ? "Fetched 40 × 30" : "Publishing pictures of 40 × 30");
        await server.Kill();
        picture.Publish(TestPicture.Random(60, 30));
        await sending.ErrorLine("Trying again");
        await fetching.ErrorLine("Trying again");

        await End(sending);
        await fetching.Signal("INT");
        Assert.Equal(0, (await fetching.Exit()).ExitCode);
    }

    [Fact]
    public async Task A_slow_receiver_skips_to_the_newest()
    {
        await using TestServer server = await TestServer.Start(_here);
        using PictureWriter picture = _here.Publish(TestPicture.Random(40, 30));
        await using TutorialProgram sending = await Sending(server);
        await using TutorialProgram fetching = _there.Producer(server.Url, "--follow");
        await fetching.Line("Fetched 40 × 30");

        await fetching.Signal("STOP");
        for (int width = 50; width < 60; width++)
        {
            picture.Publish(TestPicture.Random(width, 30));
            await UntilItIsThere(server);
        }

        await fetching.Signal("CONT");
        await fetching.Line("Fetched 59 × 30");

        await End(sending);
        Assert.Contains("Fetched 2 pictures.", (await fetching.Enter()).Output, StringComparison.Ordinal);
    }

    private async Task<TutorialProgram> Sending(TestServer server)
    {
        TutorialProgram sending = TutorialProgram.Start("Consumer", server.Url, "--follow", "--key", _here.Key);
        await sending.Line("Sent ");
        return sending;
    }

    // Until the server has what is in the segment.
    private async Task UntilItIsThere(TestServer server)
    {
        using var deadline = new CancellationTokenSource(TutorialProgram.Patience);
        while (PictureHeader.CopyOf((byte[])(await server.Ask(commands => commands.HashGetAsync("pictures/cat", "header")))!).Crc32
            != _here.Header()!.Value.Crc32)
        {
            await Task.Delay(5, deadline.Token);
        }
    }

    private static async Task<ProgramResult> End(TutorialProgram sending)
    {
        await sending.Signal("INT");
        ProgramResult result = await sending.Exit();
        Assert.Equal(0, result.ExitCode);
        return result;
    }
}
