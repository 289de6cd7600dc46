using System.Runtime.InteropServices;
using System.Text;

namespace IpcTutorial.Programs;

/// <summary>Standard output and error that end no program when they are closed, full, or a terminal that went away.</summary>
public static class StandardStreams
{
    private static bool _isOutputLost;

    /// <summary>From now on, what cannot be written is lost; what the program has to do, it does.</summary>
    public static void LoseWhatCannotBeWritten()
    {
        if (OperatingSystem.IsWindows())
            Console.OutputEncoding = new UTF8Encoding(false); // its own has no × in most countries
        Console.SetOut(new Writer(Open(() => Console.Out), () => _isOutputLost = true));
        Console.SetError(new Writer(Open(() => Console.Error), () => { }));
    }

    /// <summary>Fails if standard output is what the program was started for, and some of it is lost.</summary>
    /// <exception cref="IOException">It is.</exception>
    public static void CheckOutput()
    {
        if (_isOutputLost)
            throw new IOException("Standard output could not be written to: it is closed, full, or gone.");
    }

    private static TextWriter? Open(Func<TextWriter> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it was closed before this program began
        }
    }

    private sealed class Writer(TextWriter? inner, Action onLoss) : TextWriter
    {
        public override Encoding Encoding => inner?.Encoding ?? Encoding.UTF8;

        public override void Write(char value) => Try(writer => writer.Write(value));

        public override void Write(string? value) => Try(writer => writer.Write(value));

        public override void Write(char[] buffer, int index, int count) => Try(writer => writer.Write(buffer, index, count));

        // As one: what other programs write may come between two.
        public override void WriteLine(string? value) => Try(writer => writer.WriteLine(value));

        public override void Flush() => Try(writer => writer.Flush());

        private void Try(Action<TextWriter> write)
        {
            try
            {
                if (inner is null)
                    onLoss();
                else
                    write(inner);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ExternalException) // no thread for it
            {
                onLoss();
            }
        }
    }
}
