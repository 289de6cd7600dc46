using System.Runtime.Versioning;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>Who removes a segment of Qt's and its lock, and who must not.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtLifetimeTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly QtPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void A_lock_whose_file_is_gone_is_removed_by_its_maker()
    {
        using (var mine = new QtLock(_place.Key, _timeout))
        {
            mine.Acquire().Dispose();
            File.Delete(_place.Key.LockFile);
            mine.Acquire().Dispose();
            Assert.Single(_place.Objects);
            File.Delete(_place.Key.LockFile);
        }

        Assert.True(_place.IsClean);
    }

    [Fact]
    public void A_lock_that_another_made_since_is_left_to_that_one()
    {
        using var mine = new QtLock(_place.Key, _timeout);
        mine.Acquire().Dispose();
        SystemV.MoveKeyFile(_place.Key.LockFile); // a new file may get the inode of one that was deleted, and its lock
        using var other = new QtLock(_place.Key, _timeout);
        other.Acquire().Dispose();

        mine.Dispose();

        Assert.Equal(SystemV.NumberOf(_place.Key.LockFile), Assert.Single(_place.Objects).Number);
    }

    [Fact]
    public async Task A_producer_that_loses_its_terminal_leaves_nothing()
    {
        await using TutorialProgram terminal = TerminalTests.Terminal(_place.Key.Value, [], "> ", "Producer", "--qt");
        await terminal.Line("ended with 0");
    }

    // What remains of a killed process.
    [Fact]
    public void A_lock_that_nobody_answers_for_goes_with_the_next_creator()
    {
        SystemV.MakeUnset(_place.Key.LockFile);
        SystemV.Set(Assert.Single(_place.Objects), 1);
        QtSegment segment = QtSegment.Create(_place.Key, 64, _timeout);
        using QtSegment reader = QtSegment.Attach(_place.Key, _timeout);

        segment.Dispose();

        Assert.DoesNotContain(_place.Objects, found => found.Kind == "sem");
        Assert.False(File.Exists(_place.Key.LockFile));
    }

    // Its maker needs a moment to set it.
    [Fact]
    public void A_lock_that_was_only_just_made_is_not_replaced()
    {
        SystemV.MakeUnset(_place.Key.LockFile);
        SystemVObject unset = Assert.Single(_place.Objects);
        using (var impatient = new QtLock(_place.Key, TimeSpan.Zero))
            Assert.Null(impatient.TryAcquire());

        Assert.Equal(unset, Assert.Single(_place.Objects));

        SystemV.Set(unset, 1);
        QtSegment.Create(_place.Key, 64, _timeout).Dispose();
    }

    [Fact]
    public void Detaching_without_the_lock_removes_nothing()
    {
        QtSegment segment = QtSegment.Create(_place.Key, 64, TimeSpan.FromMilliseconds(1));
        using (var other = new QtLock(_place.Key, _timeout))
        using (other.Acquire())
        {
            segment.Dispose();
            Assert.True(File.Exists(_place.Key.SegmentFile));
        }

        using QtSegment next = QtSegment.Create(_place.Key, 64, _timeout);
        Assert.True(next.ReplacedLeftover);
    }

    [Fact]
    public void A_segment_that_was_removed_by_hand_can_be_detached()
    {
        QtSegment segment = QtSegment.Create(_place.Key, 64, _timeout);
        SystemV.RemoveMemory(Assert.Single(_place.Objects, found => found.Kind == "shm"));
        segment.Dispose();
        File.Delete(_place.Key.SegmentFile); // which it cannot know to be nobody's
    }

    [Fact]
    public void A_key_file_without_a_segment_is_NotFound()
    {
        File.WriteAllBytes(_place.Key.SegmentFile, []);
        var refused = Assert.Throws<SegmentException>(() => QtSegment.Attach(_place.Key, _timeout));
        Assert.Equal(SegmentError.NotFound, refused.Error);
        File.Delete(_place.Key.SegmentFile);
    }

    // With --wait it is looked for again and again: whoever makes and removes locks meanwhile disturbs others.
    [Fact]
    public void Attaching_to_nothing_makes_no_lock_not_even_for_a_moment()
    {
        using var made = new System.Collections.Concurrent.BlockingCollection<string?>();
        using var watcher = new FileSystemWatcher(Path.GetTempPath(), "qipc_*");
        watcher.Created += (_, file) => made.Add(file.FullPath);
        watcher.EnableRaisingEvents = true;

        Assert.Throws<SegmentException>(() => QtSegment.Attach(_place.Key, _timeout));

        File.WriteAllBytes(_place.Key.SegmentFile, []);
        Assert.True(made.TryTake(out string? first, _timeout));
        Assert.Equal(_place.Key.SegmentFile, first);
        File.Delete(_place.Key.SegmentFile);
    }

    [Fact]
    public void A_reader_cannot_write_even_past_the_span()
    {
        using QtSegment segment = QtSegment.Create(_place.Key, 64, _timeout);
        using QtSegment reader = QtSegment.Attach(_place.Key, _timeout);

        Assert.Equal(["r--s", "rw-s"], File.ReadLines("/proc/self/maps")
            .Where(line => line.Contains($"SYSV{SystemV.NumberOf(_place.Key.SegmentFile):x8}", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_picture_is_taken_under_the_lock()
    {
        var key = _place.Key;
        using var segment = QtPictureSegment.Publish(key, TestPicture.Random(3, 3), _timeout);
        using var reader = QtPictureSegment.Attach(key, TimeSpan.FromMilliseconds(1));
        using var other = new QtLock(key, _timeout);
        using (other.Acquire())
        {
            var refused = Assert.Throws<SegmentException>(() => reader.Take(100));
            Assert.Equal(SegmentError.LockTimeout, refused.Error);
        }

        Assert.Equal(new PictureSize(3, 3), reader.Take(100).Size);
    }

    [Fact]
    public async Task The_last_reader_removes_what_a_killed_process_left_behind()
    {
        QtPeer.Require(6);
        await using (TutorialProgram qt = await _place.Peer(6, "saved", "save", _place.Save(TestPicture.Random(5, 5))))
            await qt.Kill();

        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);

        Assert.True(_place.IsClean);
    }
}
