using CliWrap;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>The <em>sharedmemory</em> example as it comes with Qt 5, on a screen of its own. Its key is built in, and the
/// folder of its key files is that of the tests.</summary>
[Collection(nameof(QtTests))]
public sealed class QtExampleTests : IDisposable
{
    private const string Title = "SharedMemory Example";
    private const int LoadButton = 20; // pixels from the top
    private const int DisplayButton = -20; // from the bottom

    private const string Example = "/usr/lib/x86_64-linux-gnu/qt5/examples/corelib/ipc/sharedmemory/sharedmemory";

    private readonly QtPlace _place;

    public QtExampleTests()
    {
        VirtualScreen.Require();
        Requires.That(File.Exists(Example), $"{Example} is not installed (Debian: apt-get install qtbase5-examples).");
        _place = new QtPlace(QtKey.OfExample);
    }

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task It_shows_the_picture_of_our_producer()
    {
        Picture picture = TestPicture.Random(61, 47, isOpaque: true);
        await using TutorialProgram producer = await _place.ReadyProducer(_place.Save(picture));
        await using VirtualScreen screen = await VirtualScreen.Start(_place.PathOf(""));
        await using TutorialProgram example = Start(screen);
        string window = await screen.Window(Title);

        await screen.Click(window, DisplayButton);

        await screen.UntilShown(picture);
        await Close(screen, example);
        Assert.Equal("", (await producer.Enter()).Error);
        Assert.True(_place.IsClean);
    }

    [Fact]
    public async Task Our_consumer_saves_the_picture_that_was_loaded_into_it()
    {
        Picture picture = TestPicture.Random(61, 47);
        string path = _place.Save(picture);
        await using VirtualScreen screen = await VirtualScreen.Start(_place.PathOf(""));
        await using TutorialProgram example = Start(screen);
        string window = await screen.Window(Title);

        await screen.Click(window, LoadButton);
        await screen.Answer("Open", path);

        ProgramResult consumer = await TutorialProgram.Run("Consumer", "--qt", "--wait", "30", _place.PathOf("out.png"));
        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        TestPicture.AssertSame(picture, TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        await Close(screen, example);
        Assert.True(_place.IsClean);
    }

    private TutorialProgram Start(VirtualScreen screen)
    {
        return TutorialProgram.Start(Cli.Wrap(Example).WithEnvironmentVariables(_place.Environment
            .Set("DISPLAY", screen.Display).Set("QT_QPA_PLATFORM", "xcb").Build()));
    }

    private static async Task Close(VirtualScreen screen, TutorialProgram example)
    {
        await screen.Window(Title);
        await screen.Hand("key", "Escape");
        Assert.Equal(0, (await example.Exit()).ExitCode);
    }
}
