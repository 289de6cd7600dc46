using BenchmarkDotNet.Attributes;

namespace IpcTutorial.Benchmarks.InProcess;

/// <summary>Taking and releasing a lock that nobody else wants.</summary>
[MemoryDiagnoser]
public class LockBenchmarks : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    private readonly WritableSegment _segment = SharedSegment.Create(
        new SegmentKey(InProcessBenchmarks.Key), PictureHeader.Length, _timeout);

    private readonly Mutex _mutex = new(false, $"ipctutorial-benchmarks-{Environment.ProcessId}",
        new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false });

    [GlobalCleanup]
    public void Dispose()
    {
        _segment.Dispose();
        _mutex.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void NamedMutex()
    {
        _mutex.WaitOne();
        _mutex.ReleaseMutex();
    }

    [Benchmark]
    public void SegmentLockPair() => _segment.LockToWrite(_timeout).Dispose();
}
