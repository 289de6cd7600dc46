using System.Diagnostics;
using IpcTutorial.Programs;

namespace IpcTutorial.Worker;

/// <summary>Gets a signal in the moment in which it ends, with its work done.</summary>
internal static class Stopper
{
    internal static int Run()
    {
        _ = new StopSignal();
        using var self = Process.GetCurrentProcess();
        Termination.Ask(self);
        return 0;
    }
}
