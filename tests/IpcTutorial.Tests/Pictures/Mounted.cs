using CliWrap;
using IpcTutorial.Tests.Isolation;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>A folder that is a file system of its own. Only root can make one.</summary>
internal sealed class Mounted : IAsyncDisposable
{
    private readonly string _folder;

    private Mounted(string folder) => _folder = folder;

    // Root in a container may not.
    internal static async Task<bool> IsPossible() =>
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && await Machine.Refusal() is null;

    /// <summary>A disk of 64 KB, to be filled.</summary>
    internal static Task<Mounted> SmallDisk(string folder) =>
        Mount(folder, "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder);

    /// <summary>What is in another folder, and not even root can write to it.</summary>
    internal static Task<Mounted> ReadOnly(string folder, string source) =>
        Mount(folder, "-o", "bind,ro", source, folder);

    internal string PathOf(string name) => Path.Combine(_folder, name);

    internal string[] Files() => Directory.GetFileSystemEntries(_folder);

    // Lazy: a process that another test starts at this moment may hold a file of the folder, for an instant.
    public async ValueTask DisposeAsync() => await Run("umount", "--lazy", _folder);

    private static async Task<Mounted> Mount(string folder, params string[] arguments)
    {
        Requires.That(await IsPossible(), "Mounting takes root, and a system that lets it.");
        Directory.CreateDirectory(folder);
        await Run("mount", arguments);
        return new Mounted(folder);
    }

    private static Task<CommandResult> Run(string program, params string[] arguments) =>
        Cli.Wrap(program).WithArguments(arguments).ExecuteAsync().Task.WaitAsync(TimeSpan.FromSeconds(20));
}
