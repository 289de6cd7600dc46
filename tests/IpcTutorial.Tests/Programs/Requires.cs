namespace IpcTutorial.Tests.Programs;

/// <summary>Skips a test where the machine cannot run it, except on the build server, where nothing may be skipped.</summary>
internal static class Requires
{
    internal static void Linux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has this.");

    internal static void Unix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals and file modes.");

    internal static bool HasProgram(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    internal static void That(bool isThere, string reason)
    {
        if (isThere)
            return;

        Assert.False(OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("CI") is not null, reason);
        Assert.Skip(reason);
    }
}
