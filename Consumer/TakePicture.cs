using IpcTutorial.Programs;

namespace IpcTutorial.Consumer;

/// <summary>From attach to detach.</summary>
internal static class TakePicture
{
    /// <summary>Takes the picture; waits for it to appear, if the user wants that.</summary>
    internal static Picture Take(TutorialSettings settings, double waitSeconds, CancellationToken stop)
    {
        bool hasAttached = false;
        return WaitForPicture.Take(() => Take(settings, ref hasAttached, stop), waitSeconds, settings.Key.Value, stop);
    }

    // docs: attach-and-take
    private static Picture Take(TutorialSettings settings, ref bool hasAttached, CancellationToken stop)
    {
        // Attach: to read only, so that no mistake of ours can damage the picture.
        using PictureReader reader = PictureReader.Attach(
            settings.Key, settings.LockTimeout, settings.MaxPixels, stop);
        if (!hasAttached) // else we are back, for a picture that was not there yet
            Console.WriteLine($"Attached to {reader.Location}: {reader.Size:N0} bytes.");
        hasAttached = true;

        // Lock, check the header, copy, unlock.
        Picture picture = reader.Take(out PictureHeader header, stop);
        Console.WriteLine($"Took the picture under the lock: {picture.Size}, CRC-32 {header.Crc32:X8}.");
        return picture;

        // Detach, at the end of the using.
    }
    // docs: end
}
