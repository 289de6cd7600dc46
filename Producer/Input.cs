using System.Text;

namespace IpcTutorial.Producer;

/// <summary>Lines from standard input, whatever that is, for a program that a signal may stop at any time.</summary>
internal static class Input
{
    private const int LongestLine = 1 << 16; // nobody types that; /dev/zero has no end of line at all
    private const int EIo = 5; // a terminal that went away, or has another program in front
    private const int EAgainLinux = 11; // an input that does not wait
    private const int EAgainMac = 35;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly TextReader _reader = Open();
    private static readonly StringBuilder _line = new(); // kept where an input that does not wait pauses within one

    /// <summary>Whether somebody can type there, now.</summary>
    internal static bool IsTerminal => !Console.IsInputRedirected && (OperatingSystem.IsWindows() || Terminal.IsThere);

    /// <summary>The next line; <see langword="null"/> at the end of the input, and where it cannot be read. It cannot be
    /// cancelled: it stays behind in a thread of its own, which ends with the process.</summary>
    internal static Task<string?> ReadLine() => Task.Factory.StartNew(
        Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Waits for Enter, or for a signal; at the end of the input there is nobody to press it.</summary>
    internal static void WaitForEnter(CancellationToken stop)
    {
        try
        {
            if (ReadLine().WaitAsync(stop).GetAwaiter().GetResult() is null)
                stop.WaitHandle.WaitOne();
        }
        catch (OperationCanceledException)
        {
            // the other way to end it
        }
    }

    /// <summary>Cancelled by Enter, or by a signal.</summary>
    internal static CancellationToken UntilEnter(CancellationToken stop)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ReadLine().ContinueWith(line =>
        {
            if (line.Result is not null || IsTerminal) // or Ctrl+D
                source.Cancel();
        }, TaskScheduler.Default);
        return source.Token;
    }

    // Not Console.ReadLine: that switches off the echo of the terminal while it reads, and who is killed then leaves it off.
    private static TextReader Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.In;

        try
        {
            return new StreamReader(new FileStream(Terminal.StandardInput, FileAccess.Read, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return TextReader.Null; // closed, a folder, or open for writing only, as nohup opens it
        }
    }

    private static string? ReadOneLine()
    {
        int character;
        while ((character = _reader.Read()) is not ('\n' or -1) && _line.Length < LongestLine)
            _line.Append((char)character);
        bool isLine = character == '\n' || (character == -1 && _line.Length > 0);
        string line = _line.ToString();
        _line.Clear();
        return isLine ? line.TrimEnd('\r') : null;
    }

    private static string? Read()
    {
        while (true)
        {
            try
            {
                return ReadOneLine();
            }
            catch (IOException e) when (e.HResult is EAgainLinux or EAgainMac || (e.HResult == EIo && IsTerminal))
            {
                Thread.Sleep(_pause); // nothing to read yet, or we are in the background: until somebody brings us to the front
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                return null;
            }
        }
    }
}
