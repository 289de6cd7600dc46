using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>Pictures between our programs and programs written with Qt, pixel by pixel.</summary>
[Collection(nameof(QtTests))]
public sealed class QtPictureTests : IDisposable
{
    private readonly QtPlace _place = new();

    public static TheoryData<int> Versions => QtPeer.Versions;

    public void Dispose() => _place.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Qt_loads_what_our_producer_wrote(int version)
    {
        Picture sent = TestPicture.Random(61, 47);
        await using TutorialProgram producer = await _place.ReadyProducer(_place.Save(sent));

        ProgramResult qt = await QtPeer.Run(version, _place, "load", _place.Key.Value, _place.PathOf("out.png"));

        Assert.Equal((0, ""), (qt.ExitCode, qt.Error));
        TestPicture.AssertSame(sent, TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        Assert.Equal((0, ""), ((await producer.Enter()).ExitCode, (await producer.Exit()).Error));
        Assert.True(_place.IsClean);
    }

    [Theory]
    [InlineData(5, "image")]
    [InlineData(5, "pixmap")]
    [InlineData(6, "image")]
    [InlineData(6, "pixmap")]
    public async Task Our_consumer_saves_what_qt_wrote(int version, string type)
    {
        QtPeer.Require(version);
        // A pixmap keeps its colours multiplied by alpha, which costs some bits of them.
        Picture sent = TestPicture.Random(61, 47, isOpaque: type == "pixmap");
        await using TutorialProgram qt = await _place.Peer(version, "saved", "save", _place.Save(sent), type);

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));

        Assert.Equal((0, ""), (consumer.ExitCode, consumer.Error));
        TestPicture.AssertSame(sent, TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        Assert.Equal((0, ""), ((await qt.Enter()).ExitCode, (await qt.Exit()).Error));
        Assert.True(_place.IsClean);
    }

    [Fact]
    public async Task Another_picture_replaces_the_first()
    {
        QtPeer.Require(6);
        await using TutorialProgram producer = await _place.ReadyProducer(_place.Save(TestPicture.Random(9, 9)));
        Picture other = TestPicture.Random(200, 100);
        producer.Type(_place.Save(other, "other.png"));
        await producer.Line("Wrote the picture");

        Assert.Equal(0, (await QtPeer.Run(6, _place, "load", _place.Key.Value, _place.PathOf("out.png"))).ExitCode);

        TestPicture.AssertSame(other, TestPicture.DecodeIndependently(_place.PathOf("out.png")));
        Assert.Equal("", (await producer.Enter()).Error);
    }

    [Fact]
    public async Task A_bad_file_leaves_the_old_picture()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        producer.Type("missing.png");

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        Assert.Contains("is still the one before", (await producer.Enter()).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_reader_is_attached_no_other_picture_can_be_written()
    {
        QtPeer.Require(5);
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram qt = await _place.Peer(5, "locked", "lock");
        qt.Type("");
        await qt.Line("unlocked"); // and attached
        producer.Type(Path.Combine(TutorialProgram.FolderOf("Producer"), "sample.png"));
        await producer.Line("Loaded");

        ProgramResult result = await producer.Enter();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("somebody is attached to it", result.Error, StringComparison.Ordinal);
        Assert.Contains("There is no picture in the segment now", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await qt.Enter()).ExitCode);
    }

    [Fact]
    public async Task With_wait_the_consumer_may_come_first()
    {
        QtPeer.Require(6);
        await using TutorialProgram consumer = _place.Start("Consumer", _place.PathOf("out.png"), "--wait", "60");
        await consumer.Line("Waiting up to 60 s");

        await using TutorialProgram qt = await _place.Peer(6, "saved", "save", _place.Save(TestPicture.Random(5, 5)));

        Assert.Equal((0, ""), ((await consumer.Exit()).ExitCode, (await consumer.Exit()).Error));
        await qt.Enter();
    }

    [Fact]
    public async Task Show_and_limits_work_as_with_our_own_segment()
    {
        QtPeer.Require(5);
        await using TutorialProgram qt = await _place.Peer(5, "saved", "save", _place.Save(TestPicture.Random(80, 80)));

        ProgramResult refused = await _place.Consumer(_place.PathOf("out.png"), "--max-pixels", "6399");
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("6,399 are allowed", refused.Error, StringComparison.Ordinal);

        ProgramResult shown = await _place.Consumer(_place.PathOf("out.png"), "--max-pixels", "6400", "--show");
        Assert.Equal(0, shown.ExitCode);
        Assert.True(shown.Output.Split('\n').Count(line => line.TrimEnd('\r').Length == 80) >= 30);
        await qt.Enter();
    }

    [Fact]
    public async Task Without_a_segment_it_is_NotFound_and_makes_nothing()
    {
        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"));

        Assert.Equal((int)SegmentError.NotFound, consumer.ExitCode);
        Assert.Contains("does not exist", consumer.Error, StringComparison.Ordinal);
        Assert.True(_place.IsClean);
    }

    [Fact]
    public async Task A_second_producer_is_told_that_somebody_is_attached()
    {
        QtPeer.Require(5);
        await using TutorialProgram qt = await _place.Peer(5, "saved", "save", _place.Save(TestPicture.Random(5, 5)));

        await using TutorialProgram producer = _place.Start("Producer");

        Assert.Equal((int)SegmentError.AlreadyExists, (await producer.Exit()).ExitCode);
        await qt.Enter();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_killed_process_leaves_behind_is_taken_over(bool isQt)
    {
        QtPeer.Require(5);
        TutorialProgram killed = isQt
            ? await _place.Peer(5, "saved", "save", _place.Save(TestPicture.Random(5, 5)))
            : await _place.ReadyProducer();
        await killed.Kill();
        await killed.DisposeAsync();
        Assert.False(_place.IsClean);

        await using TutorialProgram producer = await _place.ReadyProducer();

        Assert.Contains("Removed a segment", (await producer.Enter()).Output, StringComparison.Ordinal);
        Assert.True(_place.IsClean);
    }
}
