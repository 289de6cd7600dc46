using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using IpcTutorial.Benchmarks.Pairs;
using IpcTutorial.Benchmarks.Ways;
using IpcTutorial.Streams;

namespace IpcTutorial.Benchmarks.Streams;

/// <summary>The process that publishes. A picture begins with its number and the time of its publication, by the monotonic clock,
/// which all processes of a machine have in common.</summary>
internal sealed class WritingProcess
{
    private readonly StreamTask _task;
    private readonly byte[][] _pictures;
    private readonly List<double> _times;
    private long _number;

    private WritingProcess(StreamTask task)
    {
        _task = task;
        _times = new List<double>(task.Count);
        _pictures = [.. Enumerable.Range(1, 2).Select(seed =>
        {
            byte[] rgba = new byte[task.Size.ByteCount];
            new Random(seed).NextBytes(rgba);
            return rgba;
        })];
    }

    internal static int Run(StreamTask task)
    {
        var process = new WritingProcess(task);
        switch (task.Way)
        {
            case StreamWay.Socket:
                using (Socket listener = UnixSocket.Listen(task.Address))
                {
                    Console.WriteLine("ready");
                    using Socket socket = listener.Accept();
                    Console.ReadLine();
                    process.Work(() => process.Send(socket));
                }

                break;

            case StreamWay.Segment:
                using (PictureWriter writer = PictureWriter.Create(task.Key, task.Size, StreamTask.Timeout))
                {
                    Picture[] pictures = [.. process._pictures.Select(rgba => new Picture(task.Size, rgba))];
                    Console.WriteLine("ready");
                    Console.ReadLine();
                    process.Work(() => writer.Publish(pictures[process._number & 1]));
                }

                break;

            default:
                using (PictureStreamWriter writer = PictureStreamWriter.Open(task.Key, task.Size, StreamTask.Timeout))
                {
                    Console.WriteLine("ready");
                    Console.ReadLine();
                    process.Work(() => process.Publish(writer));
                    Console.ReadLine(); // the readers are finished
                }

                break;
        }

        return 0;
    }

    // All that a publication costs, but for the time in which nothing is done.
    private void Work(Action publish)
    {
        long start = Stopwatch.GetTimestamp();
        Cost before = Cost.Now;
        for (int i = 0; i < _task.Count; i++)
        {
            publish();
            _number++;
            if (_task.PauseMilliseconds > 0)
                Thread.Sleep(_task.PauseMilliseconds);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Cost cost = Cost.Now - before;
        Console.WriteLine(JsonSerializer.Serialize(
            new StreamOutcome(_times, _task.Count, seconds, cost.CpuMicroseconds, cost.AllocatedBytes)));
    }

    private void Publish(PictureStreamWriter writer)
    {
        LoanedPicture picture;
        while (!(_task.Way == StreamWay.Every
            ? writer.TryLoanInTurn(_task.Size, StreamTask.Timeout, out picture) : writer.TryLoan(_task.Size, out picture)))
        {
        }

        if (_task.IsThroughput)
            _pictures[_number & 1].CopyTo(picture.Rgba);
        long time = Stamp(picture.Rgba);
        picture.Publish();
        Add(time);
    }

    private void Send(Socket socket)
    {
        byte[] picture = _pictures[_number & 1];
        long time = Stamp(picture);
        for (int sent = 0; sent < picture.Length;)
            sent += socket.Send(picture.AsSpan(sent));
        Add(time);
    }

    private long Stamp(Span<byte> rgba)
    {
        Span<long> words = MemoryMarshal.Cast<byte, long>(rgba);
        words[0] = _number;
        return words[1] = Stopwatch.GetTimestamp();
    }

    private void Add(long time) => _times.Add(Stopwatch.GetElapsedTime(time).TotalMicroseconds);
}
