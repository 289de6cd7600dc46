using System.Runtime.InteropServices;
using IpcTutorial.Pictures;
using IpcTutorial.Programs;
using Spectre.Console;

namespace IpcTutorial.Producer.Experiments;

/// <summary>Holds the lock for a long time, with a picture that is half written: what readers do then, and what is left
/// if this process is killed in the middle of it.</summary>
internal static class SlowWrite
{
    internal static int Run(string path, TutorialSettings settings, TimeSpan duration, CancellationToken stop)
    {
        Picture picture = PictureFile.Load(path, settings.MaxPixels);
        using WritableSegment segment = SharedSegment.Create(
            settings.Key, PictureHeader.Length + picture.Size.ByteCount, settings.LockTimeout, stop);
        using (segment.LockToWrite(settings.LockTimeout, stop))
            Write(segment, picture, duration, stop);

        stop.ThrowIfCancellationRequested();
        Console.WriteLine("Released the lock: the picture is whole. Enter detaches.");
        Input.WaitForEnter(stop);
        return ExitCode.Success;
    }

    private static void Write(WritableSegment segment, Picture picture, TimeSpan duration, CancellationToken stop)
    {
        int stride = 4 * picture.Size.Width;
        var header = new PictureHeader
        {
            Magic = PictureHeader.ExpectedMagic,
            Version = PictureHeader.ExpectedVersion,
            HeaderSize = PictureHeader.Length,
            Sequence = 1, // odd: being written
            Width = picture.Size.Width,
            Height = picture.Size.Height,
            Stride = stride,
            PixelFormat = PictureHeader.Rgba8,
            PixelBytes = picture.Rgba.Length,
            ProducerPid = Environment.ProcessId,
            Crc32 = picture.Crc,
        };
        MemoryMarshal.Write(segment.AsSpan(0, PictureHeader.Length), header);
        Console.WriteLine($"Holding the lock of {segment.Location}, writing for {duration.TotalSeconds:0.###} s.");
        AnsiConsole.Progress().Start(progress =>
        {
            ProgressTask rows = progress.AddTask("Writing", maxValue: picture.Size.Height);
            for (int row = 0; row < picture.Size.Height && !stop.IsCancellationRequested; row++)
            {
                picture.Rgba.AsSpan(row * stride, stride)
                    .CopyTo(segment.AsSpan(PictureHeader.Length + ((long)row * stride), stride));
                rows.Increment(1);
                stop.WaitHandle.WaitOne(duration / picture.Size.Height);
            }
        });
        if (!stop.IsCancellationRequested)
            MemoryMarshal.Write(segment.AsSpan(8, 8), header.Sequence + 1); // even: whole
    }
}
