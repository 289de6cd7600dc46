using System.IO.MemoryMappedFiles;
using BenchmarkDotNet.Attributes;
using IpcTutorial.Benchmarks.Ways;

namespace IpcTutorial.Benchmarks.InProcess;

/// <summary>A new segment with a picture of 3840 × 2160 pixels, beside what is usual: reserve, map, copy.</summary>
public class FreshBenchmarks
{
    private readonly string _path = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"ipctutorial-benchmarks-{Path.GetRandomFileName()}");

    private readonly Picture _picture = new(new PictureSize(3840, 2160), new byte[4 * 3840 * 2160]);

    [GlobalSetup]
    public void Fill()
    {
        Random.Shared.NextBytes(_picture.Rgba);
        _ = _picture.Crc; // computed here, and not while it is published
    }

    [Benchmark(Baseline = true)]
    public unsafe void ReserveMapCopy()
    {
        long size = PictureHeader.Length + _picture.Rgba.Length;
        using var file = new FileStream(_path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            PreallocationSize = size,
            Options = FileOptions.DeleteOnClose,
        });
        file.SetLength(size);
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        using MemoryMappedViewAccessor view = map.CreateViewAccessor();
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _picture.Rgba.CopyTo(new Span<byte>(start + PictureHeader.Length, _picture.Rgba.Length));
        view.SafeMemoryMappedViewHandle.ReleasePointer();
    }

    [Benchmark]
    public void CreateAndPublish()
    {
        using PictureWriter writer = PictureWriter.Create(
            new SegmentKey(InProcessBenchmarks.Key), _picture.Size, SegmentWay.Timeout);
        writer.Publish(_picture);
    }
}
