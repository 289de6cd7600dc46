using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using IpcTutorial.Benchmarks.Ways;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>The process of a pair that has the pictures. It starts the other one, and does as that asks.</summary>
internal static class SendingProcess
{
    internal static int Run(Assignment assignment)
    {
        Picture[] pictures = assignment.Pictures();
        foreach (Picture picture in pictures)
            _ = picture.Crc; // computed here, and not while it is handed over
        using ISender sender = assignment.Way.Open(assignment.Folder, assignment.Size);
        using Socket listener = UnixSocket.Listen(assignment.ControlPath);
        using Process receiver = Process.Start(
            Environment.ProcessPath!, [Worker.Receive, sender.Address, .. assignment.Arguments]);
        receiver.Exited += (_, _) => listener.Dispose(); // or we would wait for it for ever
        receiver.EnableRaisingEvents = true;
        using var control = new Control(Accept(listener, receiver));
        sender.Accept();

        Cost cost = default;
        Cost before = Cost.Now;
        double between = 0;
        for (int i = -assignment.WarmUps; i < assignment.HandOvers; i++)
        {
            control.Await();
            sender.Send(pictures[i & 1]);
            control.Ring();
            if (i >= 0)
                cost += Cost.Now - before;

            control.Await(); // the receiver is finished with it
            sender.Clear();
            if (i == -1)
                between = CpuOf(sender.Between);
            before = Cost.Now; // before the receiver goes on, and to its clock
            control.Ring();
        }

        between = CpuOf(sender.Between) - between;
        control.Send(MemoryMarshal.AsBytes<Cost>([cost, new Cost(between, 0)]));
        receiver.WaitForExit();
        return receiver.ExitCode;
    }

    // A socket that is closed while somebody waits at it says "Interrupted system call", which is no reason.
    private static Socket Accept(Socket listener, Process receiver)
    {
        try
        {
            return listener.Accept();
        }
        catch (SocketException) when (receiver.WaitForExit(TimeSpan.FromSeconds(1)))
        {
            throw new PairException($"The receiving process ended before it was ready, with exit code {receiver.ExitCode}.");
        }
    }

    // Of another process .NET knows it in steps of 10 ms. Linux tells it for each thread, as the first number of a file.
    private static double CpuOf(Process? process) => process is null ? 0
        : OperatingSystem.IsLinux() ? Directory.GetDirectories($"/proc/{process.Id}/task")
            .Sum(thread => double.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
        : process.TotalProcessorTime.TotalMicroseconds;
}
