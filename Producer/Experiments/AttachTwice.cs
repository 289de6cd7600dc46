using IpcTutorial.Programs;

namespace IpcTutorial.Producer.Experiments;

/// <summary>The pitfall that readers of Qt tutorials report most: <c>attach()</c> on a <c>QSharedMemory</c> that has
/// created its segment returns false, with an empty error text. Here it is a second attachment.</summary>
internal static class AttachTwice
{
    internal static int Run(TutorialSettings settings)
    {
        using WritableSegment created = SharedSegment.Create(settings.Key, PictureHeader.Length + 1, settings.LockTimeout);
        Console.WriteLine($"Created {created.Location}: attached.");
        using (SharedSegment attached = SharedSegment.Attach(settings.Key, settings.LockTimeout))
        {
            Console.WriteLine("Attached to it again: two attachments of one process.");
            created.AsSpan(PictureHeader.Length, 1)[0] = 42;
            Console.WriteLine($"Wrote 42 through the first, read {attached.AsReadOnlySpan(PictureHeader.Length, 1)[0]} "
                + "through the second.");
        }

        SegmentState state = SegmentList.Examine(settings.Key, settings.LockTimeout);
        Console.WriteLine($"Detached the second; the segment is {(state == SegmentState.InUse ? "still in use" : "gone")}.");
        return ExitCode.Success;
    }
}
