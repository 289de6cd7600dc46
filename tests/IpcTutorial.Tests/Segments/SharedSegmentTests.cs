using System.Diagnostics;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>Segments as a program uses them.</summary>
public sealed class SharedSegmentTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly Workplace _place = new();
    private readonly SegmentKey _key;

    public SharedSegmentTests() => _key = new SegmentKey(_place.Key);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void What_one_attachment_writes_the_other_reads()
    {
        using WritableSegment writer = SharedSegment.Create(_key, 100, _timeout);
        using SharedSegment reader = SharedSegment.Attach(_key, _timeout);

        writer.AsSpan(64, 36).Fill(7);

        Assert.Equal(writer.AsReadOnlySpan(0, 100).ToArray(), reader.AsReadOnlySpan(0, 100).ToArray());
        Assert.Equal(7, reader.AsReadOnlySpan(99, 1)[0]);
    }

    [Fact]
    public void Attaching_twice_gives_two_attachments_and_wants_two_detaches()
    {
        SharedSegment creator = SharedSegment.Create(_key, 100, _timeout);
        SharedSegment first = SharedSegment.Attach(_key, _timeout);
        SharedSegment second = SharedSegment.Attach(_key, _timeout);

        creator.Dispose();
        first.Dispose();
        first.Dispose();
        Assert.Equal(SegmentState.InUse, SegmentList.Examine(_key, _timeout));

        second.Dispose();
        Assert.Equal(SegmentState.None, SegmentList.Examine(_key, _timeout));
    }

    [Fact]
    public async Task What_is_detached_is_free_and_gone_at_once_also_while_programs_are_started()
    {
        Requires.That(!OperatingSystem.IsWindows(), "Windows has no fork.");
        using var enough = new CancellationTokenSource();
        Task starting = Task.Run(() =>
        {
            while (!enough.IsCancellationRequested)
                Process.Start("true").WaitForExit();
        }, CancellationToken.None);
        for (int round = 0; round < 300; round++)
        {
            WritableSegment first = SharedSegment.Create(_key, 100, _timeout);
            WritableSegment second = SharedSegment.AttachToWrite(_key, _timeout);
            first.LockToWrite(TimeSpan.Zero);
            first.Dispose();
            Assert.True(second.TryLockToWrite(TimeSpan.Zero, out _));
            second.Dispose();
            Assert.Equal(SegmentState.None, SegmentList.Examine(_key, _timeout));
        }

        await enough.CancelAsync();
        await starting;
    }

    [Fact]
    public void Bytes_cannot_be_had_after_detach()
    {
        WritableSegment segment = SharedSegment.Create(_key, 100, _timeout);
        segment.Dispose();
        Assert.Throws<ObjectDisposedException>(() => segment.AsReadOnlySpan(0, 1).Length);
        Assert.Throws<ObjectDisposedException>(() => segment.AsSpan(0, 1).Length);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(100, 1)]
    [InlineData(1, 100)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void Bytes_outside_the_segment_cannot_be_had(long offset, int length)
    {
        using SharedSegment segment = SharedSegment.Create(_key, 100, _timeout);
        Assert.Throws<ArgumentOutOfRangeException>(() => segment.AsReadOnlySpan(offset, length).Length);
    }

    [Fact]
    public void A_reader_has_nothing_to_write_with()
    {
        using SharedSegment creator = SharedSegment.Create(_key, 100, _timeout);
        using SharedSegment reader = SharedSegment.Attach(_key, _timeout);
        Assert.IsNotType<WritableSegment>(reader);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(63)]
    public void A_size_without_room_for_the_header_is_InvalidSize(long size)
    {
        var e = Assert.Throws<SegmentException>(() => SharedSegment.Create(_key, size, _timeout));
        Assert.Equal(SegmentError.InvalidSize, e.Error);
    }

    [Fact]
    public void A_size_beyond_all_memory_is_OutOfResources_and_leaves_nothing()
    {
        var e = Assert.Throws<SegmentException>(() => SharedSegment.Create(_key, 1L << 50, _timeout));
        Assert.Equal(SegmentError.OutOfResources, e.Error);
        Assert.False(_place.SegmentExists);
    }

    [Fact]
    public void Creating_while_somebody_is_attached_is_AlreadyExists()
    {
        using SharedSegment first = SharedSegment.Create(_key, 100, _timeout);
        var e = Assert.Throws<SegmentException>(() => SharedSegment.Create(_key, 200, _timeout));
        Assert.Equal(SegmentError.AlreadyExists, e.Error);
        Assert.Equal(100, SharedSegmentSize());

        long SharedSegmentSize()
        {
            using SharedSegment segment = SharedSegment.Attach(_key, _timeout);
            return OperatingSystem.IsWindows() ? 100 : segment.Size;
        }
    }

    [Fact]
    public void The_file_is_readable_by_its_owner_only()
    {
        Requires.Unix();
        using SharedSegment segment = SharedSegment.Create(_key, 100, _timeout);
#pragma warning disable CA1416 // Requires.Unix has seen to it
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_place.SegmentPath));
#pragma warning restore CA1416
        Assert.Equal(100, new FileInfo(_place.SegmentPath).Length);
    }
}
