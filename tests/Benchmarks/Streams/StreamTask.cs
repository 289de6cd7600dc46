using System.Globalization;

namespace IpcTutorial.Benchmarks.Streams;

/// <summary>How pictures get to their readers.</summary>
internal enum StreamWay
{
    /// <summary>Our stream: always the latest picture.</summary>
    Latest,

    /// <summary>Our stream: every picture, and the writer waits.</summary>
    Every,

    /// <summary>The segment of one picture, copied out; the reader looks for a new one each millisecond.</summary>
    Segment,

    /// <summary>A Unix domain socket.</summary>
    Socket,
}

/// <summary>What the processes of a measurement have to do; all get it on their command lines.</summary>
/// <param name="Way">How.</param>
/// <param name="Size">The size of the pictures.</param>
/// <param name="Count">How many are published.</param>
/// <param name="PauseMilliseconds">Between two, so that readers sleep; 0: as fast as it goes, and then each byte is written and
/// read.</param>
/// <param name="Address">A key, or the path of a socket.</param>
internal sealed record StreamTask(StreamWay Way, PictureSize Size, int Count, int PauseMilliseconds, string Address)
{
    internal static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(60);

    internal SegmentKey Key => new(Address);

    /// <summary>Whether it is about how many get through, and not about how soon.</summary>
    internal bool IsThroughput => PauseMilliseconds == 0;

    internal IEnumerable<string> Arguments =>
        [$"{Way}", .. new[] { Size.Width, Size.Height, Count, PauseMilliseconds }.Select(n => n.ToString(CultureInfo.InvariantCulture)), Address];

    internal static StreamTask Parse(ReadOnlySpan<string> arguments) => new(
        Enum.Parse<StreamWay>(arguments[0]), new PictureSize(Number(arguments[1]), Number(arguments[2])),
        Number(arguments[3]), Number(arguments[4]), arguments[5]);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>What a process of a measurement has seen.</summary>
/// <param name="Microseconds">Of the writer: how long each publication took; of a reader: how long each picture took to it.
/// </param>
/// <param name="Pictures">How many.</param>
/// <param name="Seconds">In which time.</param>
/// <param name="CpuMicroseconds">Time of the processor.</param>
/// <param name="AllocatedBytes">From the garbage collector.</param>
internal sealed record StreamOutcome(
    IReadOnlyList<double> Microseconds, int Pictures, double Seconds, double CpuMicroseconds, long AllocatedBytes);
