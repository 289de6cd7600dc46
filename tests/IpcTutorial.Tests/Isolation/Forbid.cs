using IpcTutorial.Tests.Peers;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Isolation;

/// <summary>A program that runs another one, to which the kernel refuses some of its calls.</summary>
internal static class Forbid
{
    private static readonly Lazy<Task<string>> _path = new(() => Tools.Build("forbid",
        Path.Combine(TutorialProgram.Root, "tests/IpcTutorial.Tests/Isolation/forbid.c")));

    /// <summary>Its path. Ask for a compiler first.</summary>
    internal static Task<string> Build() => _path.Value;
}
