using System.Diagnostics;

namespace IpcTutorial.Programs;

/// <summary>What a program tells while it works: lines that stay, and on a terminal one at the end that the next one
/// overwrites.</summary>
/// <param name="writer">Where to.</param>
/// <param name="isTerminal">Whether that is a terminal: elsewhere only the lines that stay are written.</param>
public sealed class StatusLine(TextWriter writer, bool isTerminal)
{
    private const int Width = 78;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(250);

    private long _written = Stopwatch.GetTimestamp();
    private int _length; // of the status that is shown; 0 if none is

    /// <summary>Whether it is time for a new status. What costs time to say, need not be said in vain.</summary>
    public bool IsDue => isTerminal && Stopwatch.GetElapsedTime(_written) >= _pause;

    /// <summary>Overwrites the status.</summary>
    public void Show(string status)
    {
        if (!isTerminal)
            return;

        _written = Stopwatch.GetTimestamp();
        string line = status.Length > Width ? status[..Width] : status;
        string blank = line.Length < _length ? $"{new string(' ', _length)}\r" : "";
        _length = line.Length;

        // The cursor stays at its end: there a shell goes on, if this program is killed.
        writer.Write($"\r{blank}{line}");
        writer.Flush();
    }

    /// <summary>Writes a line that stays.</summary>
    public void WriteLine(string line)
    {
        if (_length > 0)
            writer.Write($"\r{new string(' ', _length)}\r");
        _length = 0;
        writer.WriteLine(line);
    }

    /// <summary>Lets the last status stay, and goes on below it.</summary>
    public void End()
    {
        if (_length > 0)
            writer.WriteLine();
        _length = 0;
    }
}
