using System.Diagnostics;

namespace IpcTutorial.Programs;

/// <summary>What a program tells its user that carries one picture after the other, for hours: a line for each, and where
/// they come quickly, how many a second.</summary>
/// <param name="program">The program: <c>Producer</c> or <c>Consumer</c>.</param>
/// <param name="done">What it does with them: <c>Sent</c>, <c>Fetched</c>.</param>
/// <param name="meanwhile">What is so while it cannot.</param>
public sealed class TransferReport(string program, string done, string meanwhile)
{
    // Lines at once; then one a second.
    private const double Burst = 10;

    private readonly StatusLine _status = new(Console.Out, !Console.IsOutputRedirected);
    private readonly Rate _rate = new();
    private double _lines = Burst; // that may be written now
    private long _counted = Stopwatch.GetTimestamp();
    private readonly HashSet<string> _told = []; // of what is in the way

    /// <summary>How many it has carried.</summary>
    public long Count => _rate.Count;

    /// <summary>It has carried one.</summary>
    /// <param name="picture">What there is to say of it.</param>
    public void Did(string picture)
    {
        _rate.Add();
        _told.Clear();
        HasFailed = false;
        _lines = Math.Min(Burst, _lines + Stopwatch.GetElapsedTime(_counted).TotalSeconds);
        _counted = Stopwatch.GetTimestamp();
        if (_lines >= 1)
        {
            _lines--;
            _status.WriteLine($"{done} {picture}.");
        }
        else if (_status.IsDue)
        {
            _status.Show($"{done} {_rate}");
        }
    }

    /// <summary>Whether something was in the way, last time.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>It waits. Told once, until the next picture.</summary>
    public void Waits(string line)
    {
        if (_told.Add(line))
            _status.WriteLine(line);
    }

    /// <summary>Something is in the way, and may pass. Each kind is told once, and not each time that it is met.</summary>
    public void Failed(Exception failure)
    {
        HasFailed = true;
        string message = ExitCode.Of(failure).Message;
        if (!_told.Add(failure is SegmentException e ? e.Error.ToString() : message)) // there are figures in it, which change
            return;

        _status.End();
        Failure.WriteLine($"{program}: {message.WithoutPasswords()}");
        Failure.WriteLine(meanwhile);
    }

    /// <summary>Nothing is in the way any more.</summary>
    public void GoesOn()
    {
        if (HasFailed)
            _status.WriteLine("Going on.");
        HasFailed = false;
        _told.Clear();
    }

    /// <summary>It is over.</summary>
    public void Ends()
    {
        _status.End();
        _status.WriteLine($"{done} {Rate.Pictures(_rate.Count)}.");
    }
}
