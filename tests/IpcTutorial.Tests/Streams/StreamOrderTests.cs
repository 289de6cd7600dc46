using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using IpcTutorial.Streams;
using IpcTutorial.Tests.Programs;
using static IpcTutorial.Tests.Streams.NumberedPictures;

namespace IpcTutorial.Tests.Streams;

/// <summary>What must come before what, for one who writes and one who reads at the same time. In another order most pictures
/// arrive all the same: so thousands are sent.</summary>
public sealed class StreamOrderTests : IDisposable
{
    private const int LatestOffset = 20, BellOffset = 24;

    // A little less than a reader sleeps that no bell wakes.
    private static readonly TimeSpan _lookAgain = TimeSpan.FromMilliseconds(240);

    private readonly Workplace _place = new();
    private int _taken; // the number of the picture that the reader had last

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData(LatestOffset)]
    [InlineData(BellOffset)]
    public async Task Whoever_hears_of_a_picture_can_have_it_at_once(int offset)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The file of the segment is looked at.");
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        using var file = MemoryMappedFile.CreateFromFile(writer.Location, FileMode.Open, null, 0, MemoryMappedFileAccess.ReadWrite);
        using MemoryMappedViewAccessor header = file.CreateViewAccessor(0, 64);
        const int Pictures = 10_000;
        int word = header.ReadInt32(offset);

        Task writes = Task.Run(() => Write(writer, Pictures, _ => { }));
        for (int number = 1; number <= Pictures; number++)
        {
            for (SpinWait wait = default; header.ReadInt32(offset) == word;)
                wait.SpinOnce(sleep1Threshold: -1);
            word = header.ReadInt32(offset);
            (StreamNews News, int, ulong) taken = reader.Take();
            Volatile.Write(ref _taken, taken.News == StreamNews.Picture ? number : int.MaxValue); // which ends the writer, too
            Assert.Equal((StreamNews.Picture, number, 0UL), taken);
        }

        await writes;
    }

    [Fact]
    public async Task No_picture_comes_between_the_look_and_the_sleep()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow();
        var random = new Random(1);
        const int Pictures = 10_000;
        int sleptThrough = 0;

        Task writes = Task.Run(() => Write(writer, Pictures, _ => Thread.SpinWait(random.Next(300))));
        for (int number = 1; number <= Pictures; number++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(StreamNews.Picture, reader.Next(Patience, out StreamedPicture picture));
            using (picture)
                sleptThrough += Stopwatch.GetElapsedTime(start) > _lookAgain ? 1 : 0;
            Volatile.Write(ref _taken, sleptThrough < 5 ? number : int.MaxValue);
            Assert.True(sleptThrough < 5, $"Of {number} pictures {sleptThrough} were found by looking again, and not by the bell.");
        }

        await writes;
    }

    // Other threads want the processors: so a reader is interrupted while it looks, and pictures come behind it and before it.
    [Fact]
    public async Task Who_is_interrupted_while_it_looks_for_every_picture_overtakes_none()
    {
        using PictureStreamWriter writer = _place.Stream();
        using PictureStreamReader reader = _place.Follow(every: true);
        int pictures = TestSize.PicturesInTurn;
        bool isOver = false;
        Task[] others = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(() =>
        {
            while (!Volatile.Read(ref isOver))
                Thread.SpinWait(100);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task writes = Task.Run(() =>
        {
            for (int number = 1; number <= pictures && !Volatile.Read(ref isOver);)
                number += writer.TryPublishInTurn(number) ? 1 : 0;
        });

        try
        {
            for (int number = 1; number <= pictures;)
            {
                (StreamNews news, int taken, ulong missed) = reader.Take();
                if (news != StreamNews.Picture)
                    continue;
                Assert.Equal((number, 0UL), (taken, missed));
                number++;
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            await Task.WhenAll([writes, .. others]);
        }
    }

    // Each one when the reader has the one before.
    private void Write(PictureStreamWriter writer, int pictures, Action<int> pause)
    {
        for (int number = 1; number <= pictures; number++)
        {
            for (SpinWait wait = default; Volatile.Read(ref _taken) < number - 1;)
                wait.SpinOnce(sleep1Threshold: -1);
            if (Volatile.Read(ref _taken) == int.MaxValue)
                return;
            pause(number);
            writer.Publish(number);
        }
    }
}
