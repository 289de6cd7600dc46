using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using IpcTutorial.Benchmarks.Pairs;
using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Streams;

namespace IpcTutorial.Benchmarks.Streams;

/// <summary>A process that reads what is published, until it has the last picture.</summary>
internal sealed class ReadingProcess
{
    private readonly StreamTask _task;
    private readonly List<double> _times;
    private readonly int _warmUps;
    private Cost _before;
    private long _start;

    private ReadingProcess(StreamTask task)
    {
        _task = task;
        _times = new List<double>(task.Count);
        _warmUps = task.Count / 5;
    }

    /// <summary>What was read, so that no compiler can leave the reading out.</summary>
    internal ulong Sum { get; private set; }

    internal static int Run(StreamTask task)
    {
        var process = new ReadingProcess(task);
        switch (task.Way)
        {
            case StreamWay.Socket:
                using (Socket socket = UnixSocket.Connect(task.Address))
                {
                    Console.WriteLine("ready");
                    process.Receive(socket);
                }

                break;

            case StreamWay.Segment:
                using (PictureReader reader = PictureReader.Attach(task.Key, StreamTask.Timeout))
                {
                    Console.WriteLine("ready");
                    process.Copy(reader);
                }

                break;

            default:
                using (PictureStreamReader reader = PictureStreamReader.Attach(task.Key, StreamTask.Timeout, task.Way == StreamWay.Every))
                {
                    Console.WriteLine("ready");
                    process.Follow(reader);
                }

                break;
        }

        Cost cost = Cost.Now - process._before;
        Console.WriteLine(JsonSerializer.Serialize(new StreamOutcome(process._times, process._times.Count,
            Stopwatch.GetElapsedTime(process._start).TotalSeconds, cost.CpuMicroseconds, cost.AllocatedBytes)));
        return 0;
    }

    private void Follow(PictureStreamReader reader)
    {
        long number = -1;
        while (number < _task.Count - 1)
        {
            if (reader.Next(StreamTask.Timeout, out StreamedPicture picture) != StreamNews.Picture)
                throw new PairException("The stream ended too soon.");

            long now = Stopwatch.GetTimestamp();
            using (picture)
                number = See(picture.Rgba, now);
        }
    }

    private void Receive(Socket socket)
    {
        byte[] rgba = new byte[_task.Size.ByteCount];
        long number = -1;
        while (number < _task.Count - 1)
        {
            for (int received = 0; received < rgba.Length;)
                received += socket.Receive(rgba.AsSpan(received)) is var count and > 0 ? count : throw new PairException("The socket was closed.");
            number = See(rgba, Stopwatch.GetTimestamp());
        }
    }

    // Its pictures say no time, since they have a checksum: it is for how many get through.
    private void Copy(PictureReader reader)
    {
        byte[] rgba = new byte[_task.Size.ByteCount];
        ulong seen = 0;
        while (seen < 2UL * (ulong)_task.Count)
        {
            ulong sequence = reader.Header.Sequence;
            if (sequence == seen || sequence % 2 == 1)
            {
                Thread.Sleep(1);
                continue;
            }

            using (HeldPicture picture = reader.Hold())
            {
                seen = picture.Header.Sequence;
                picture.Rgba.CopyTo(rgba);
            }

            Sum += SegmentWay.Touch(rgba);
            Count(0);
        }
    }

    private long See(ReadOnlySpan<byte> rgba, long now)
    {
        ReadOnlySpan<long> words = MemoryMarshal.Cast<byte, long>(rgba);
        if (_task.IsThroughput)
            Sum += SegmentWay.Touch(rgba);
        if (words[0] >= _warmUps)
            Count(Stopwatch.GetElapsedTime(words[1], now).TotalMicroseconds);
        return words[0];
    }

    private void Count(double time)
    {
        if (_times.Count == 0)
            (_start, _before) = (Stopwatch.GetTimestamp(), Cost.Now);
        _times.Add(time);
    }
}
