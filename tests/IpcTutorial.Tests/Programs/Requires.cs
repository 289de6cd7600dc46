using System.Collections.Concurrent;
using System.Diagnostics;

namespace IpcTutorial.Tests.Programs;

/// <summary>Skips a test where the machine cannot run it, and says what is missing. On the build server nothing may be
/// missing: there the test goes on, and fails.</summary>
/// <remarks>A test asks before it starts anything: a skip that comes later leaves behind what was started. That is checked
/// on each machine, also where nothing is missing.</remarks>
internal static class Requires
{
    private static readonly ConcurrentDictionary<string, string> _started = new();

    private static readonly ConcurrentDictionary<string, bool> _has = new();

    private static readonly bool _mayMiss =
        !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("CI") is null;

    internal static void Linux() => Ask(OperatingSystem.IsLinux() ? null : "Only Linux has this.");

    internal static void Windows() => Ask(OperatingSystem.IsWindows() ? null : "Only Windows has this.");

    internal static void Unix() => Ask(OperatingSystem.IsWindows() ? "Windows has no signals and file modes." : null);

    /// <summary>Root, who may mount, be another user, and set limits.</summary>
    internal static void Root(string why) => That(
        OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, $"{why} takes root.");

    /// <summary>Whether the machine has a program, a header of the C library (<c>stdio.h</c>), which a compiler does not
    /// bring, or a library for compilers: <c>Qt5Gui.pc</c>, by the name of its file for pkg-config.</summary>
    internal static bool Has(string name) => _has.GetOrAdd(name, _ => Path.GetExtension(name) switch
    {
        ".pc" => Has("pkg-config") && Succeeds("pkg-config", "--exists", name[..^3]),
        ".h" => (Has("cc") || Has("g++"))
            && Succeeds(Has("cc") ? "cc" : "g++", "-fsyntax-only", "-include", name, "-x", "c", "/dev/null"),
        _ => IsProgram(name),
    });

    /// <summary>Programs and libraries, and the Debian package that brings them.</summary>
    internal static void Programs(string package, params string[] names) => That(MissingOf(package, names));

    internal static void That(bool isThere, string reason) => That(isThere ? null : reason);

    /// <param name="missing">The reason to skip the test, or <see langword="null"/>.</param>
    internal static void That(string? missing)
    {
        Ask(_mayMiss ? missing : null);
        Assert.True(missing is null, missing);
    }

    /// <summary>The reason for a row of data to be skipped, or <see langword="null"/>.</summary>
    internal static string? SkipFor(string package, params string[] names) => _mayMiss ? MissingOf(package, names) : null;

    /// <summary>Notes that the test of this moment has started a program.</summary>
    internal static void HasStarted(string program)
    {
        if (TestContext.Current.Test is { } test)
            _started.TryAdd(test.UniqueID, program);
    }

    /// <summary>What is missing of some programs, and the Debian package that brings them.</summary>
    internal static string? MissingOf(string package, params string[] names) =>
        !OperatingSystem.IsLinux() ? "Only Linux has this."
        : names.FirstOrDefault(name => !Has(name)) is { } missing
            ? $"'{missing}' is not installed (Debian: apt-get install {package})."
        : null;

    private static bool IsProgram(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    private static bool Succeeds(string program, params string[] arguments)
    {
        using var asked = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        asked.StandardError.ReadToEnd(); // says what we know then
        asked.WaitForExit();
        return asked.ExitCode == 0;
    }

    private static void Ask(string? missing)
    {
        if (TestContext.Current.Test is { } test && _started.TryGetValue(test.UniqueID, out string? program))
            Assert.Fail($"What a test requires, it asks before it starts anything; {program} is started already.");
        if (missing is not null)
            Assert.Skip(missing);
    }
}
