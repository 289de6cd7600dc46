using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Redis;

/// <summary>Two networks with a cable between them, which is cut: the server and who fetches are on one side, who sends is on
/// the other.</summary>
public sealed class CutCableTests : IAsyncDisposable
{
    // Each side of it is a network of its own. It says the number of the first process of each, and cuts the cable when it is
    // told to.
    private const string Script = """
        set -e
        unshare --net sleep 600 < /dev/null > /dev/null 2>&1 & far=$!
        trap "kill $far" EXIT
        until [ "$(readlink /proc/$far/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
        ip link set lo up
        ip link add here type veth peer name there netns $far
        ip address add 10.99.0.1/24 dev here && ip link set here up
        nsenter --target $far --net sh -c 'ip link set lo up; ip address add 10.99.0.2/24 dev there; ip link set there up'
        echo "ready: $$ $far"
        while read -r state; do ip link set here "$state"; echo "is $state"; done
        """;

    private static readonly TimeSpan _cut = TimeSpan.FromSeconds(10);

    private readonly Workplace _here;
    private readonly Workplace _there;
    private readonly List<TutorialProgram> _started = [];

    public CutCableTests()
    {
        TestServer.Require();
        Requires.Programs("iproute2", "ip");
        Requires.Root("A network of its own, with a cable,");
        TestSize.RequireFull();
        _here = new Workplace();
        _there = new Workplace();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TutorialProgram program in Enumerable.Reverse(_started.Skip(1)))
            await program.DisposeAsync();
        foreach (TutorialProgram cable in _started.Take(1))
        {
            cable.EndInput();
            await cable.Exit();
        }

        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task What_is_new_by_then_arrives_when_the_cable_is_there_again()
    {
        TutorialProgram cable = Start(Cli.Wrap("unshare").WithArguments(["--net", "sh", "-c", Script]));
        string[] sides = (await cable.Line("ready: "))[7..].Split(' ');
        TutorialProgram server = Start(On(sides[1], TutorialProgram.InSession("redis-server",
            "--save", "", "--dir", _there.Folder, "--bind", "10.99.0.2", "--protected-mode", "no")));
        await server.Line("Ready to accept connections");
        using PictureWriter picture = _here.Publish(TestPicture.Random(40, 30));
        TutorialProgram sending = Start(On(sides[0], TutorialProgram.Command("Consumer", "redis://10.99.0.2/cat", "--follow", "--key", _here.Key)));
        TutorialProgram fetching = Start(On(sides[1], TutorialProgram.Command("Producer", "redis://10.99.0.2/cat", "--follow", "--key", _there.Key)));
        await fetching.Line("Fetched 40 × 30");

        cable.Type("down");
        await cable.Line("is down");
        picture.Publish(TestPicture.Random(50, 30));
        await Task.Delay(_cut, TestContext.Current.CancellationToken); // so long is it cut
        picture.Publish(TestPicture.Random(60, 30));
        cable.Type("up");
        await cable.Line("is up");

        await fetching.Line("Fetched 60 × 30");
        await sending.Signal("INT");
        Assert.Equal(0, (await sending.Exit()).ExitCode);
        Assert.Equal(0, (await fetching.Enter()).ExitCode);
    }

    private static Command On(string side, Command command) => Machine.Before(["nsenter", "--target", side, "--net"], command);

    private TutorialProgram Start(Command command)
    {
        var program = TutorialProgram.Start(command);
        _started.Add(program);
        return program;
    }
}
