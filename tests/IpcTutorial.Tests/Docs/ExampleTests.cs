using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Docs;

/// <summary>What the chapters show of Shared without the two programs around it.</summary>
public sealed class ExampleTests : IDisposable
{
    private readonly Workplace _place = new();
    private readonly SegmentKey _key;
    private readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    public ExampleTests() => _key = new SegmentKey(_place.Key);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void One_attachment_creates_and_another_finds_what_it_wrote()
    {
        SegmentKey key = _key;
        TimeSpan timeout = _timeout;

        // docs: create-and-attach
        using WritableSegment mine = SharedSegment.Create(key, 4096, timeout);
        using (mine.LockToWrite(timeout))
            mine.AsSpan(PictureHeader.Length, 1)[0] = 42;

        using SharedSegment theirs = SharedSegment.Attach(key, timeout); // in any process that knows the key
        using HeldLock held = theirs.LockToRead(timeout);
        byte answer = theirs.AsReadOnlySpan(PictureHeader.Length, 1)[0];
        // docs: end

        Assert.Equal(42, answer);
    }

    [Fact]
    public void A_segment_must_hold_at_least_its_header()
    {
        // docs: size-zero
        SegmentException error = Assert.Throws<SegmentException>(() => SharedSegment.Create(_key, 0, _timeout));
        Assert.Equal(SegmentError.InvalidSize, error.Error);
        Assert.Equal("A segment of 0 bytes cannot be: its header alone takes 64.", error.Message);
        // docs: end
    }

    [Fact]
    public void A_detached_segment_cannot_be_used_and_can_be_detached_again()
    {
        // docs: after-detach
        WritableSegment segment = SharedSegment.Create(_key, 4096, _timeout);
        segment.Dispose();
        Assert.Throws<ObjectDisposedException>(() => segment.AsSpan(0, 1)[0] = 1);
        segment.Dispose(); // does nothing
        // docs: end
    }

    [Fact]
    public void A_lock_is_released_once_however_often_it_is_disposed()
    {
        // docs: release-twice
        using WritableSegment segment = SharedSegment.Create(_key, 64, _timeout);
        HeldLock first = segment.LockToWrite(_timeout);
        first.Dispose();

        using HeldLock second = segment.LockToWrite(_timeout);
        first.Dispose(); // not the holder any more: does nothing, and the second is still held
        Assert.Throws<LockRecursionException>(() => segment.LockToRead(_timeout).Dispose());
        // docs: end
    }
}
