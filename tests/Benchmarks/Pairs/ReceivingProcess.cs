using System.Diagnostics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;
using IpcTutorial.Benchmarks.Results;
using IpcTutorial.Benchmarks.Ways;

namespace IpcTutorial.Benchmarks.Pairs;

/// <summary>The process of a pair that wants the pictures. It asks for each, and looks at the clock: from asking until
/// the picture can be used. Both looks are its own, so that no two clocks are compared.</summary>
internal static class ReceivingProcess
{
    internal static int Run(string address, Assignment assignment)
    {
        Picture[] expected = assignment.Pictures();
        byte[] rgba = new byte[assignment.Size.ByteCount];
        using IReceiver receiver = assignment.Way.Connect(address, assignment.Size);
        using var control = new Control(UnixSocket.Connect(assignment.ControlPath)); // the sender waits for this

        // With room for all, so that nothing is allocated while we measure.
        List<double> handOvers = new(assignment.HandOvers), copies = new(assignment.HandOvers), checksums = new(assignment.HandOvers);
        Cost cost = default;
        for (int i = -assignment.WarmUps; i < assignment.HandOvers; i++)
        {
            Cost before = Cost.Now;
            long start = Stopwatch.GetTimestamp();
            control.Ring();
            if (!assignment.Way.WakesReceiver)
                control.Await();
            receiver.Receive(rgba);
            double handOver = MicrosecondsSince(start);
            Cost after = Cost.Now;
            if (assignment.Way.WakesReceiver)
                control.Await();

            // What follows is in none of the times above: is it the picture that was sent, and how long does a copy or a
            // checksum take at this very moment, in this process?
            byte[] sent = expected[i & 1].Rgba;
            if (receiver.Checksum(rgba) != expected[i & 1].Crc)
                throw new InvalidDataException($"{assignment.Way.Title}: hand-over {i} is not the picture that was sent.");
            receiver.Clear();
            double copy = TimeOf(() => sent.CopyTo(rgba, 0), sent.Length);
            double checksum = TimeOf(() => Crc32.HashToUInt32(sent), sent.Length);
            control.Ring();
            control.Await();
            if (i >= 0)
            {
                handOvers.Add(handOver);
                copies.Add(copy);
                checksums.Add(checksum);
                cost += after - before;
            }
        }

        Span<Cost> sender = new Cost[2];
        control.Receive(MemoryMarshal.AsBytes(sender));
        Console.WriteLine(JsonSerializer.Serialize(new Batch(assignment.Way.Name, assignment.Size.Width,
            assignment.Size.Height, handOvers, copies, checksums, sender[0], cost, sender[1])));
        return 0;
    }

    // A clock cannot see what is done to few bytes: that is done often.
    private static double TimeOf(Action work, int bytes)
    {
        int count = Math.Max(1, (1 << 20) / bytes);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
            work();
        return MicrosecondsSince(start) / count;
    }

    private static double MicrosecondsSince(long start) =>
        (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
}
