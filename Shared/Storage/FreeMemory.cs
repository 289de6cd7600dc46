using System.Globalization;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>How much memory this process may still take, of the machine and of each control group that it is in (a container
/// is one). To take more does not fail: the kernel kills a process then.</summary>
/// <remarks>See <c>proc_meminfo(5)</c>, and of the kernel's documentation <c>admin-guide/cgroup-v2.rst</c> and
/// <c>cgroup-v1/memory.rst</c>. Others take and give back all the time: this is a guess, and right when it matters most, which
/// is where one process has a container to itself.</remarks>
[SupportedOSPlatform("linux")]
internal static class FreeMemory
{
    private const string Groups = "/sys/fs/cgroup";

    // What the runtime takes while the memory is filled.
    private const long Reserve = 8 << 20;

    /// <summary>Refuses to take more than there is.</summary>
    /// <exception cref="SegmentException"><see cref="SegmentError.OutOfResources"/>.</exception>
    internal static void Check(long bytes, string what)
    {
        if (Least().Bytes - Reserve >= bytes)
            return;

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // the pictures of before, which nobody needs
        (long free, string owner) = Least();
        if (free - Reserve < bytes)
        {
            throw new SegmentException(SegmentError.OutOfResources,
                $"{what} takes {bytes:N0} bytes of memory, and {owner} has {Math.Max(0, free):N0} left.");
        }
    }

    private static (long Bytes, string Owner) Least()
    {
        string[] machine = Lines("/proc/meminfo");
        long swap = Value(machine, "SwapFree:") * 1024 ?? 0;
        (long Bytes, string Owner) least =
            ((Value(machine, "MemAvailable:") * 1024 + swap) ?? long.MaxValue, "this machine");
        foreach (string line in Lines("/proc/self/cgroup"))
        {
            // "0::/path" of version 2, "4:memory:/path" of version 1. In a container the path may be one that only the host
            // sees; what the container has is at the top then.
            string[] parts = line.Split(':', 3);
            bool isSecond = parts[0] == "0";
            if (!isSecond && !parts[1].Split(',').Contains("memory"))
                continue;

            string top = isSecond ? Groups : Groups + "/memory";
            for (string? folder = top + parts[2].TrimEnd('/'); folder?.Length >= top.Length; folder = Path.GetDirectoryName(folder))
            {
                if ((isSecond ? LeftOfSecond(folder, swap) : LeftOfFirst(folder)) is { } left && left < least.Bytes)
                    least = (left, folder);
            }
        }

        return least;
    }

    // Null where there is no limit. What caches files can be had back.
    private static long? LeftOfSecond(string folder, long swap) =>
        Number(folder + "/memory.max") is { } limit
            ? limit - Number(folder + "/memory.current") + Cached(folder, "inactive_file", "active_file")
                + Math.Min(swap, Number(folder + "/memory.swap.max") - Number(folder + "/memory.swap.current") ?? swap)
            : null;

    private static long? LeftOfFirst(string folder) =>
        Number(folder + "/memory.limit_in_bytes") is { } limit
            ? limit - Number(folder + "/memory.usage_in_bytes") + Cached(folder, "total_inactive_file", "total_active_file")
            : null;

    private static long? Cached(string folder, string inactive, string active)
    {
        string[] lines = Lines(folder + "/memory.stat");
        return Value(lines, inactive) + Value(lines, active);
    }

    private static long? Number(string path) => Parse(Lines(path).FirstOrDefault());

    private static long? Value(string[] lines, string name) =>
        Parse(lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..]);

    private static long? Parse(string? text) =>
        long.TryParse(text?.Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture, out long number)
            ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // not this version, no limit, or no /proc
        }
    }
}
