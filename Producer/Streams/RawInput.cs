using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Producer.Streams;

/// <summary>Bytes from standard input, for a program that a signal may stop while it waits for them.</summary>
/// <remarks>Names and values are those of C.</remarks>
internal sealed partial class RawInput
{
    private const int STDIN_FILENO = 0;
    private const short POLLIN = 1; // there is something to read, or the end
    private const int MILLISECONDS = 100;

    private readonly Stream _input = Console.OpenStandardInput();

    /// <summary>Fills a buffer.</summary>
    /// <returns>How many bytes: fewer than it has only at the end.</returns>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    internal int Read(Span<byte> buffer, CancellationToken stop)
    {
        int count = 0;
        while (count < buffer.Length)
        {
            if (!OperatingSystem.IsWindows())
                WaitForInput(stop);
            int read = _input.Read(buffer[count..]);
            if (read == 0)
                break;
            count += read;
        }

        return count;
    }

    // A read that has begun cannot be stopped: nothing but bytes or the end of them ends it.
    [UnsupportedOSPlatform("windows")]
    private static void WaitForInput(CancellationToken stop)
    {
        do
            stop.ThrowIfCancellationRequested();
        while (IsEmpty());
    }

    private static bool IsEmpty()
    {
        var input = new pollfd { fd = STDIN_FILENO, events = POLLIN };
        return poll(ref input, 1, MILLISECONDS) <= 0; // also where a signal came: then it is time to look who wants to stop
    }

    [LibraryImport("libc")]
    private static partial int poll(ref pollfd fds, nuint nfds, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct pollfd
    {
        internal int fd;
        internal short events;
        internal short revents;
    }
}
