using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IpcTutorial.Programs;

namespace IpcTutorial.Benchmarks.InProcess;

/// <summary>What a hand-over is made of, each part alone: by BenchmarkDotNet.</summary>
internal static class InProcessBenchmarks
{
    /// <summary>Always the same: what Ctrl+C leaves behind, the next run takes away.</summary>
    internal const string Key = "benchmarks";

    internal static int Run()
    {
        // In this process: a project that is generated and built elsewhere would not have the folders of this one. And in
        // a minute or two, since copies differ by more from one moment to the next than more iterations could settle.
        IConfig config = DefaultConfig.Instance.AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(12));
        BenchmarkRunner.Run([typeof(LockBenchmarks), typeof(PictureBenchmarks), typeof(FreshBenchmarks)], config);
        return ExitCode.Success;
    }
}
