using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Benchmarks;

/// <summary>The servers that the benchmarks start.</summary>
public sealed class ChildDaemonTests
{
    [Fact]
    public void A_server_may_speak_before_the_shell_that_started_it_goes_on()
    {
        Requires.Linux();
        for (int i = 0; i < 200; i++)
        {
            using var server = new ChildDaemon(["sh", "-c", "echo hello; exec sleep 1d"]);
            Assert.Equal("hello", server.Output.ReadLine());
        }
    }
}
