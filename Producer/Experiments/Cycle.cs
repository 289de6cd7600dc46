using System.Runtime.InteropServices;
using IpcTutorial.Pictures;
using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Experiments;

/// <summary>Replaces the picture again and again, each of one colour only: whoever sees two colours at once has a torn
/// picture.</summary>
internal static class Cycle
{
    private static readonly uint[] _colours =
        [0xFF501010, 0xFF40E0FF, 0xFF2020C0, 0xFFF0F0F0]; // dark blue, yellow, red, white; ABGR in a number is R G B A in bytes

    internal static int Run(string path, TutorialSettings settings, TimeSpan pause, CancellationToken stop)
    {
        PictureSize size = PictureFile.Load(path, settings.MaxPixels).Size;
        byte[][] pictures = [.. _colours.Select(colour => Plain(size, colour))];
        using PictureWriter writer = PictureWriter.Create(settings.Key, size, settings.LockTimeout, stop);
        writer.Publish(new Picture(size, pictures[0]), stop);
        Console.WriteLine($"Replacing the picture in {writer.Location}. Enter ends it.");

        Task<string?> line = Input.ReadLine();
        long count = 1;
        while (!stop.IsCancellationRequested && !(line.IsCompleted && line.Result is not null))
        {
            try
            {
                // A new one each time, whose checksum is computed first: a writer that does nothing but write leaves no
                // moment for a reader which cannot take the lock.
                writer.Publish(new Picture(size, pictures[count++ % pictures.Length]), stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            if (pause > TimeSpan.Zero)
                stop.WaitHandle.WaitOne(pause);
        }

        Console.WriteLine($"Wrote {count:N0} pictures.");
        return ExitCode.Success;
    }

    private static byte[] Plain(PictureSize size, uint colour)
    {
        byte[] rgba = new byte[size.ByteCount];
        MemoryMarshal.Cast<byte, uint>(rgba.AsSpan()).Fill(colour);
        return rgba;
    }
}
