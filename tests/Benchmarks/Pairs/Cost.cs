using System.Runtime.InteropServices;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>What the hand-overs of a pair cost one process, in all.</summary>
/// <param name="CpuMicroseconds">Time of the processor, in user and kernel mode.</param>
/// <param name="AllocatedBytes">Bytes that the garbage collector has handed out.</param>
[StructLayout(LayoutKind.Sequential)]
internal record struct Cost(double CpuMicroseconds, long AllocatedBytes)
{
    /// <summary>What this process has cost up to now.</summary>
    internal static Cost Now => new(
        Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetTotalAllocatedBytes(precise: true));

    public static Cost operator +(Cost a, Cost b) =>
        new(a.CpuMicroseconds + b.CpuMicroseconds, a.AllocatedBytes + b.AllocatedBytes);

    public static Cost operator -(Cost a, Cost b) =>
        new(a.CpuMicroseconds - b.CpuMicroseconds, a.AllocatedBytes - b.AllocatedBytes);
}
