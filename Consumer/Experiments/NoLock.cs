using System.IO.Hashing;
using IpcTutorial.Programs;

namespace IpcTutorial.Consumer.Experiments;

/// <summary>Reads without the lock, while a Producer replaces the picture: many a copy has the top of one picture and the
/// bottom of another.</summary>
internal static class NoLock
{
    private const int Readings = 1000;

    internal static int Run(TutorialSettings settings, bool show, CancellationToken stop)
    {
        using SharedSegment segment = SharedSegment.Attach(settings.Key, settings.LockTimeout, cancel: stop);
        Picture? example = null;
        int torn = 0, missed = 0;
        for (int i = 0; i < Readings; i++)
        {
            stop.ThrowIfCancellationRequested();
            PictureHeader before = segment.Header;
            int length = (int)Math.Clamp(before.PixelBytes, 0, Math.Min(segment.Size - PictureHeader.Length, Array.MaxLength));
            byte[] rgba = segment.AsReadOnlySpan(PictureHeader.Length, length).ToArray();
            PictureHeader after = segment.Header;

            // The checksum tells a torn picture; so must the sequence, to a reader that cannot take the lock.
            if (Crc32.HashToUInt32(rgba) == before.Crc32)
                continue;

            torn++;
            if (!before.IsBeingWritten && before.Sequence == after.Sequence)
                missed++;
            if (length == before.PictureSize.ByteCount && !rgba.AsSpan(0, 4).SequenceEqual(rgba.AsSpan(length - 4)))
                example = new Picture(before.PictureSize, rgba);
        }

        Console.WriteLine($"{Readings:N0} readings without the lock: {Readings - torn:N0} whole, {torn:N0} torn.");
        Console.WriteLine(torn == 0
            ? "Nobody was writing. In another terminal: dotnet run --project Producer -- --cycle 0"
            : $"The sequence in the header shows {(missed == 0 ? "every one of these" : $"all but {missed:N0} of these")}.");
        if (show && example is not null)
            Preview.Show(example);
        return ExitCode.Success;
    }
}
