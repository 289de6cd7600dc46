using System.Diagnostics;
using IpcTutorial.Streams;

namespace IpcTutorial.Benchmarks.Streams;

/// <summary>A new stream: how long it takes to write each of its first pictures, once round and twice more.</summary>
internal static class FirstLapOf
{
    internal static IReadOnlyList<double> Run(PictureSize size)
    {
        byte[] rgba = new byte[size.ByteCount];
        new Random(1).NextBytes(rgba);
        using PictureStreamWriter writer = PictureStreamWriter.Open(
            new SegmentKey($"benchmarks-{Path.GetRandomFileName()}"), size, StreamTask.Timeout);
        return [.. Enumerable.Range(0, 3 * writer.SlotCount).Select(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            writer.TryLoan(size, out LoanedPicture picture);
            rgba.CopyTo(picture.Rgba);
            picture.Publish();
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        })];
    }
}
