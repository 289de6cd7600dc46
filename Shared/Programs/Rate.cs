using System.Diagnostics;

namespace IpcTutorial.Programs;

/// <summary>How many there are, and how many a second.</summary>
public sealed class Rate
{
    private static readonly TimeSpan _window = TimeSpan.FromSeconds(1);

    private long _since = Stopwatch.GetTimestamp();
    private long _countThen;
    private double _perSecond;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one more.</summary>
    public void Add() => Count++;

    /// <summary>Measures from now on: there were none meanwhile, and that is no rate.</summary>
    public void Restart() => (_since, _countThen, _perSecond) = (Stopwatch.GetTimestamp(), Count, 0);

    /// <inheritdoc/>
    public override string ToString()
    {
        TimeSpan time = Stopwatch.GetElapsedTime(_since);
        if (time >= _window || _perSecond == 0)
        {
            _perSecond = (Count - _countThen) / Math.Max(time.TotalSeconds, 0.001);
            (_since, _countThen) = time >= _window ? (Stopwatch.GetTimestamp(), Count) : (_since, _countThen);
        }

        return $"{Pictures(Count)}, {_perSecond:0.0} a second";
    }

    /// <summary>So many pictures.</summary>
    public static string Pictures(double count) => $"{count:N0} {(count == 1 ? "picture" : "pictures")}";
}
