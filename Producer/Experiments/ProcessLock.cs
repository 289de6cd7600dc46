using IpcTutorial.Pictures;
using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Experiments;

/// <summary>A lock that does not last: <see cref="FileStream.Lock"/> gives one of the process, and on Linux that ends as
/// soon as the process closes any handle of the file, whoever in it opened that, and why.</summary>
internal static class ProcessLock
{
    internal static int Run(string path, TutorialSettings settings, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new SegmentException(SegmentError.NotSupported,
                "This experiment is for Linux: elsewhere the lock lasts, or there is none.");
        }

        Picture picture = PictureFile.Load(path, settings.MaxPixels);
        using PictureWriter writer = PictureWriter.Create(settings.Key, picture.Size, settings.LockTimeout, stop);
        writer.Publish(picture, stop);

        // docs: process-lock
        using FileStream file = Open(writer.Location);
        file.Lock(0, 1);
        Console.WriteLine($"Holding FileStream.Lock of {writer.Location}. Enter goes on.");
        Input.WaitForEnter(stop);

        long length;
        using (FileStream another = Open(writer.Location))
            length = another.Length;

        Console.WriteLine($"Opened the file again ({length:N0} bytes), and closed it. Enter detaches.");
        Input.WaitForEnter(stop); // file is open all the time, and nobody has called Unlock
        // docs: end
        return ExitCode.Success;
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
