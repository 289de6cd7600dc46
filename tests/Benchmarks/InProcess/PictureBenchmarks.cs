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
    private PictureWriter _writer = null!;
    private PictureReader _reader = null!;

    [GlobalSetup]
    public void Create()
    {
        Random.Shared.NextBytes(_picture.Rgba);
        _ = _picture.Crc;
        var key = new SegmentKey(InProcessBenchmarks.Key);
        _writer = PictureWriter.Create(key, _picture.Size, SegmentWay.Timeout);
        _writer.Publish(_picture);
        _reader = PictureReader.Attach(key, SegmentWay.Timeout);
    }

    [GlobalCleanup]
    public void Detach()
    {
        _reader.Dispose();
        _writer.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void Copy() => _picture.Rgba.CopyTo(_target, 0);

    [Benchmark]
    public void Publish() => _writer.Publish(_picture);

    [Benchmark]
    public void HoldAndCopy()
    {
        using HeldPicture picture = _reader.Hold();
        picture.Rgba.CopyTo(_target);
    }

    [Benchmark]
    public int HoldOnly() // lock, header and its check
    {
        using HeldPicture picture = _reader.Hold();
        return picture.Rgba.Length;
    }

    [Benchmark]
    public uint Crc() => Crc32.HashToUInt32(_picture.Rgba);

    [Benchmark]
    public ulong XxHash() => XxHash3.HashToUInt64(_picture.Rgba);
}
