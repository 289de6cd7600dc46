using System.Diagnostics;
using System.Globalization;
using IpcTutorial.Programs;

namespace IpcTutorial.Producer;

/// <summary>Both sides in one terminal: starts a Consumer, a process of its own, and shows what it prints.</summary>
internal static class Demo
{
    internal static int Run(TutorialSettings settings, CancellationToken stop)
    {
        // The build puts the Consumer beside the Producer: see Producer.csproj.
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Consumer.exe" : "Consumer");
        using Process consumer = Process.Start(new ProcessStartInfo(program,
        [
            "--key", settings.Key.Value,
            "--lock-timeout", settings.LockTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--max-pixels", settings.MaxPixels.ToString(CultureInfo.InvariantCulture),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using CancellationTokenRegistration kill = stop.Register(consumer.Kill);
        consumer.OutputDataReceived += Show;
        consumer.ErrorDataReceived += Show;
        consumer.BeginOutputReadLine();
        consumer.BeginErrorReadLine();
        consumer.WaitForExit();
        stop.ThrowIfCancellationRequested();
        return consumer.ExitCode;
    }

    private static void Show(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
            Console.WriteLine($"Consumer | {line.Data}");
    }
}
