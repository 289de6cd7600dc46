namespace IpcTutorial.Programs;

/// <summary>Which processes have a segment in their memory: for diagnosis only, as it changes at any moment.</summary>
public static class AttachedProcesses
{
    private const string OwnFolder = "/proc/self";

    /// <summary>All of them but this one, which is attached as well, for people.</summary>
    public static string Describe(string segmentPath)
    {
        if (!OperatingSystem.IsLinux())
            return "not known on this system";

        string[] processes = [.. Find(segmentPath).Where(process => process.Id != Environment.ProcessId)
            .OrderBy(process => process.Id)
            .Select(process => $"{process.Id} ({process.Name})")];
        return processes.Length > 0 ? string.Join(", ", processes) : "nobody but this program";
    }

    /// <summary>The name of a process, if it is one of them. This one must be attached.</summary>
    /// <remarks>A number in a segment may be one of another container: here another process has it, or none.</remarks>
    internal static string? NameOf(int processId, string segmentPath) =>
        processId != Environment.ProcessId && OperatingSystem.IsLinux()
            && FileOf(OwnFolder, segmentPath) is { } file
            ? NameIfAttached($"/proc/{processId}", segmentPath, file)
            : null;

    private static IEnumerable<(int Id, string Name)> Find(string segmentPath)
    {
        if (FileOf(OwnFolder, segmentPath) is not { } file)
            yield break;

        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out int id) && NameIfAttached(folder, segmentPath, file) is { } name)
                yield return (id, name);
        }
    }

    private static string? NameIfAttached(string processFolder, string segmentPath, string file)
    {
        try
        {
            return FileOf(processFolder, segmentPath) == file
                ? File.ReadAllText(Path.Combine(processFolder, "comm")).Trim().ToPrintable()
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended, or is another user's
        }
    }

    // Device and inode: in another container the same path is another file. See proc(5): /proc/PID/maps has a line for each
    // piece of the address space, "addresses rights offset device inode path".
    private static string? FileOf(string processFolder, string segmentPath) =>
        File.ReadLines(Path.Combine(processFolder, "maps"))
            .Where(line => line.EndsWith(' ' + segmentPath, StringComparison.Ordinal))
            .Select(line => line.Split(' ') is [_, _, _, var device, var inode, ..] ? $"{device} {inode}" : null)
            .FirstOrDefault();
}
