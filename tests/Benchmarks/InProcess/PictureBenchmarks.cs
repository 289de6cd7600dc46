using System.IO.Hashing;
using BenchmarkDotNet.Attributes;
using IpcTutorial.Benchmarks.Ways;

namespace IpcTutorial.Benchmarks.InProcess;

/// <summary>A picture of 3840 × 2160 pixels in and out of a segment, beside one copy of it, and checksums of it.</summary>
[MemoryDiagnoser]
public class PictureBenchmarks
{
    private readonly byte[] _target = new byte[4 * 3840 * 2160];
    private readonly Picture _picture = new(new PictureSize(3840, 2160), new byte[4 * 3840 * 2160]);
    private PictureSegment _segment = null!;

    [GlobalSetup]
    public void Create()
    {
        Random.Shared.NextBytes(_picture.Rgba);
        _ = _picture.Crc;
        _segment = PictureSegment.Create(
            SegmentWay.Settings(InProcessBenchmarks.Key), _picture.Size);
        _segment.Publish(_picture);
    }

    [GlobalCleanup]
    public void Detach() => _segment.Dispose();

    [Benchmark(Baseline = true)]
    public void Copy() => _picture.Rgba.CopyTo(_target, 0);

    [Benchmark]
    public void Publish() => _segment.Publish(_picture);

    [Benchmark]
    public void HoldAndCopy()
    {
        using HeldPicture picture = _segment.Hold();
        picture.Rgba.CopyTo(_target);
    }

    [Benchmark]
    public int HoldOnly() // lock, header and its check
    {
        using HeldPicture picture = _segment.Hold();
        return picture.Rgba.Length;
    }

    [Benchmark]
    public uint Crc() => Crc32.HashToUInt32(_picture.Rgba);

    [Benchmark]
    public ulong XxHash() => XxHash3.HashToUInt64(_picture.Rgba);
}
