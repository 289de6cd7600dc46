using System.Diagnostics;
using System.Runtime.InteropServices;
using IpcTutorial.Programs;

namespace IpcTutorial.Worker;

/// <summary>Ends listening for signals in the moment in which one comes, again and again.</summary>
internal static class Stopper
{
    private static PosixSignalRegistration? _other;

    internal static int Run(int rounds)
    {
        // Somebody listens to the very end: else a signal that finds nobody would end this process, as it should.
        _other = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        using var self = Process.GetCurrentProcess();
        for (int i = 0; i < rounds; i++)
        {
            using var stop = new StopSignal();
            Termination.Ask(self);
            if (i % 2 == 0)
                stop.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(i % 10 / 5.0));
        }

        GC.KeepAlive(_other);
        Console.WriteLine("done");
        return 0;
    }
}
