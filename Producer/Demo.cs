using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using IpcTutorial.Programs;

namespace IpcTutorial.Producer;

/// <summary>Both sides in one terminal: starts a Consumer, a process of its own, and shows what it prints.</summary>
internal static class Demo
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    internal static int Run(TutorialSettings settings, CancellationToken stop)
    {
        // The build puts the Consumer beside the Producer: see Producer.csproj.
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Consumer.exe" : "Consumer");
        using Process consumer = Start(new ProcessStartInfo(program,
        [
            "--key", settings.Key.Value,
            "--lock-timeout", settings.LockTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--max-pixels", settings.MaxPixels.ToString(CultureInfo.InvariantCulture),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        consumer.OutputDataReceived += Show;
        consumer.ErrorDataReceived += Show;
        consumer.BeginOutputReadLine();
        consumer.BeginErrorReadLine();
        try
        {
            consumer.WaitForExitAsync(stop).GetAwaiter().GetResult();
            return consumer.ExitCode;
        }
        catch (OperationCanceledException)
        {
            End(consumer);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo program)
    {
        try
        {
            return Process.Start(program)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"The Consumer, {program.FileName}, cannot be started: "
                + $"{Marshal.GetPInvokeErrorMessage(e.NativeErrorCode)}. Build again to restore it.", e);
        }
    }

    // It may be saving the picture: then it gets the time to finish, or to remove what it has begun.
    private static void End(Process consumer)
    {
        Termination.Ask(consumer);
        Console.WriteLine("Producer | Waiting for the Consumer to end.");
        if (!consumer.WaitForExit(_patience))
            consumer.Kill();
        consumer.WaitForExit();
    }

    private static void Show(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
            Console.WriteLine($"Consumer | {line.Data}");
    }
}
