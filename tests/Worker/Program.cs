using IpcTutorial;

// A second process for the tests: does one thing with a segment or its lock, says so, and waits for a line or its death.
var key = new SegmentKey(args[1]);
TimeSpan timeout = TimeSpan.FromSeconds(30);
switch (args[0])
{
    case "hold-lock":
        using (var segmentLock = new SegmentLock(key))
        using (segmentLock.Acquire(timeout))
            SayAndWait("holding");
        break;

    case "attach":
        using (SharedSegment.Attach(key, timeout))
            SayAndWait("attached");
        break;

    case "begin-to-write":
        // What a Producer leaves behind that dies in the middle of a picture: the lock, and an odd sequence.
        using (SharedSegment segment = SharedSegment.Attach(key, timeout, writable: true))
        using (var segmentLock = new SegmentLock(key))
        using (segmentLock.Acquire(timeout))
        {
            segment.AsSpan(8, 1)[0] |= 1;
            SayAndWait("writing");
        }

        break;

    default:
        return 2;
}

return 0;

static void SayAndWait(string what)
{
    Console.WriteLine(what);
    Console.ReadLine();
}
