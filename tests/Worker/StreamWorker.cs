using System.Diagnostics;
using System.Runtime.InteropServices;
using IpcTutorial.Streams;

namespace IpcTutorial.Worker;

/// <summary>Writes or reads a stream until the end of the input. Each pixel of a picture is its number, which only grows:
/// whoever sees two numbers in one picture, or an older picture after a newer one, says so.</summary>
internal static class StreamWorker
{
    private static readonly PictureSize _small = new(640, 100);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    internal static int Write(SegmentKey key, bool every, bool resizes, CancellationToken stop)
    {
        using PictureStreamWriter stream = PictureStreamWriter.Open(key, _small, _timeout, cancel: stop);
        Console.WriteLine("ready");
        var random = new Random();
        PictureSize size = _small;
        for (int number = FirstNumber(); !stop.IsCancellationRequested; number++)
        {
            // Not without end: memory is what it is.
            if (resizes && random.Next(60) == 0)
                size = size.Height < 1000 ? size with { Height = size.Height + random.Next(80) } : size;
            if (!TryLoan(stream, every, size, out LoanedPicture picture, stop))
            {
                Thread.Yield();
                continue;
            }

            using (picture)
            {
                Span<int> pixels = MemoryMarshal.Cast<byte, int>(picture.Rgba);
                for (int i = 0; i < 4; i++)
                {
                    pixels[(i * pixels.Length / 4)..((i + 1) * pixels.Length / 4)].Fill(number);
                    if (random.Next(8) == 0)
                        Thread.Yield(); // so that it is killed in the middle of one, too
                }

                if (random.Next(50) > 0)
                    picture.Publish(); // else it has changed its mind
            }

            if (random.Next(4) == 0)
                Thread.Sleep(1); // others want the processor, too
        }

        return 0;
    }

    internal static int Read(SegmentKey key, bool every, CancellationToken stop)
    {
        using PictureStreamReader stream = Attach(key, every, stop);
        Console.WriteLine("ready");
        int last = 0;
        long said = Stopwatch.GetTimestamp();
        for (int count = 1; !stop.IsCancellationRequested;)
        {
            StreamNews news = stream.Next(_timeout, out StreamedPicture picture, stop);
            if (news == StreamNews.Timeout)
                Console.WriteLine("HUNG: no picture for 30 s");
            if (news != StreamNews.Picture)
                continue;

            using (picture)
            {
                ReadOnlySpan<int> pixels = MemoryMarshal.Cast<byte, int>(picture.Rgba);
                int number = pixels[0];
                if (pixels.ContainsAnyExcept(number))
                    Console.WriteLine($"TORN: {picture.Header.Sequence}");
                if (count % 16 == 0)
                {
                    Thread.Sleep(2);
                    if (pixels.ContainsAnyExcept(number))
                        Console.WriteLine($"CHANGED while it was read: {picture.Header.Sequence}");
                }

                if (last != 0 && unchecked(number - last) <= 0)
                    Console.WriteLine($"OLDER: {number} after {last}");
                if (every && picture.Missed > 0)
                    Console.WriteLine($"MISSED: {picture.Missed} before {picture.Header.Sequence}");
                last = number;
            }

            if (Stopwatch.GetElapsedTime(said).TotalMilliseconds < 20)
                continue;
            Console.WriteLine($"at {count++}");
            said = Stopwatch.GetTimestamp();
        }

        return 0;
    }

    /// <summary>Has one picture, for as long as it lives.</summary>
    internal static int Hold(SegmentKey key, CancellationToken stop)
    {
        using PictureStreamReader stream = Attach(key, every: false, stop);
        while (stream.Next(_timeout, out StreamedPicture picture, stop) != StreamNews.Picture)
            picture.Dispose();
        Console.WriteLine("holding");
        stop.WaitHandle.WaitOne();
        return 0;
    }

    // Higher than any of a process that began sooner: none writes so many in a millisecond. It goes round in days.
    private static int FirstNumber() => unchecked((int)(Environment.TickCount64 * 8));

    private static bool TryLoan(
        PictureStreamWriter stream, bool every, PictureSize size, out LoanedPicture picture, CancellationToken stop)
    {
        if (!every)
            return stream.TryLoan(size, out picture, stop);
        if (stream.TryLoanInTurn(size, _timeout, out picture, stop))
            return true;
        Console.WriteLine("HUNG: no slot for 30 s");
        return false;
    }

    private static PictureStreamReader Attach(SegmentKey key, bool every, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return PictureStreamReader.Attach(key, _timeout, every, cancel: stop);
            }
            catch (SegmentException e) when (e.Error == SegmentError.NotFound)
            {
                Thread.Sleep(5);
            }
        }
    }
}
