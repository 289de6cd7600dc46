namespace IpcTutorial.Programs;

/// <summary>Which processes have a segment in their memory: for diagnosis only, as it changes at any moment.</summary>
public static class AttachedProcesses
{
    /// <summary>All of them but this one, for people.</summary>
    public static string Describe(string segmentPath)
    {
        if (!OperatingSystem.IsLinux())
            return "not known on this system";

        string[] processes = [.. Find(segmentPath).Where(process => process.Id != Environment.ProcessId)
            .OrderBy(process => process.Id)
            .Select(process => $"{process.Id} ({process.Name})")];
        return processes.Length > 0 ? string.Join(", ", processes) : "nobody but this program";
    }

    /// <summary>The name of a process, if it is one of them.</summary>
    /// <remarks>A number in a segment may be one of another container: here another process has it, or none.</remarks>
    internal static string? NameOf(int processId, string segmentPath) =>
        processId != Environment.ProcessId && OperatingSystem.IsLinux()
            ? NameIfAttached($"/proc/{processId}", segmentPath)
            : null;

    private static IEnumerable<(int Id, string Name)> Find(string segmentPath)
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int id) && NameIfAttached(folder, segmentPath) is { } name)
                yield return (id, name);
        }
    }

    // /proc/PID/maps, see proc(5): a line for each piece of the address space, with the path of its file at the end.
    private static string? NameIfAttached(string processFolder, string segmentPath)
    {
        try
        {
            return File.ReadLines(Path.Combine(processFolder, "maps"))
                .Any(line => line.EndsWith(' ' + segmentPath, StringComparison.Ordinal))
                ? File.ReadAllText(Path.Combine(processFolder, "comm")).Trim().ToPrintable()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, or is another user's
        }
    }
}
