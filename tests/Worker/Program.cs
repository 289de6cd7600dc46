using System.Diagnostics;
using System.Globalization;
using IpcTutorial;
using IpcTutorial.Qt;
using IpcTutorial.Worker;

// A second process for the tests: does one thing with a segment or its lock, and waits for a line, or for its death.
var key = new SegmentKey(args[1]);
TimeSpan timeout = TimeSpan.FromSeconds(30);
switch (args[0])
{
    case "hold-lock":
        using (WritableSegment segment = SharedSegment.AttachToWrite(key, timeout))
        using (segment.LockToWrite(timeout))
            SayAndWait("holding");
        return 0;

    case "share-lock":
        using (SharedSegment segment = SharedSegment.Attach(key, timeout))
        using (segment.LockToRead(timeout))
            SayAndWait("sharing");
        return 0;

    case "hold-lock-with-child":
        using (WritableSegment segment = SharedSegment.AttachToWrite(key, timeout))
        using (segment.LockToWrite(timeout))
        using (Process.Start("sh", ["-c", "exec sleep 10 > /dev/null 2>&1"])) // or the tests would wait for its output
            SayAndWait("holding");
        return 0;

    case "hold-again":
        EndWithTheTests();
        using (WritableSegment segment = SharedSegment.AttachToWrite(key, timeout))
            Again(() => segment.LockToWrite(timeout));
        return 0;

    case "share-again":
        EndWithTheTests();
        using (SharedSegment segment = SharedSegment.Attach(key, timeout))
            Again(() => segment.LockToRead(timeout));
        return 0;

    case "attach":
        using (SharedSegment.Attach(key, timeout))
            SayAndWait("attached");
        return 0;

    case "begin-to-write":
        // What a Producer leaves behind that dies in the middle of a picture: the lock, and an odd sequence.
        using (WritableSegment segment = SharedSegment.AttachToWrite(key, timeout))
        using (segment.LockToWrite(timeout))
        {
            segment.AsSpan(8, 1)[0] |= 1;
            SayAndWait("writing");
        }

        return 0;

    case "count":
        return Counter.Run(key, isForSessionOnly: args[2] == "session-lock", int.Parse(args[3], CultureInfo.InvariantCulture));

    case "mutate":
        return Mutator.Run(args[2], int.Parse(args[3], CultureInfo.InvariantCulture), args[4..]);

    case "stop":
        return Stopper.Run();

    case "race":
        return Racers.Run(key, int.Parse(args[2], CultureInfo.InvariantCulture));

    case "take":
        EndWithTheTests();
        return Taker.Run(key);

    case "attempt":
        foreach (string each in args[1..])
        {
            Attempt("create", each, () => SharedSegment.Create(new SegmentKey(each), PictureHeader.Length, timeout));
            Attempt("attach", each, () => SharedSegment.Attach(new SegmentKey(each), timeout));
        }

        return 0;

    case "churn":
        EndWithTheTests();
        return Churner.Run(key);

    case "stream-write":
        return UntilEndOfInput(stop => StreamWorker.Write(key, args[2] == "every", args[3] == "resize", stop));

    case "stream-hold":
        return UntilEndOfInput(stop => StreamWorker.Hold(key, stop));

    case "stream-read":
        return UntilEndOfInput(stop => StreamWorker.Read(key, args[2] == "every", stop));

    case ['q', 't', '-', .. var work] when OperatingSystem.IsLinux():
        return QtWorker.Run(work, new QtKey(args[1]), args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0);

    default:
        return 2;
}

// What runs without end must not outlive the tests, however these end: their death closes our input.
static void EndWithTheTests() => Task.Run(() =>
{
    while (Console.ReadLine() is not null)
    {
    }

    Environment.Exit(0);
});

// Ends in order when the input does.
static int UntilEndOfInput(Func<CancellationToken, int> work)
{
    using var stop = new CancellationTokenSource();
    Task.Run(() =>
    {
        Console.In.ReadToEnd();
        stop.Cancel();
    });
    try
    {
        return work(stop.Token);
    }
    catch (OperationCanceledException)
    {
        return 0;
    }
}

// Holds the lock for 3 ms again and again, without a gap.
static void Again(Func<HeldLock> take)
{
    Console.WriteLine("begins");
    while (true)
    {
        using HeldLock held = take();
        Thread.Sleep(3);
    }
}

// Says how it ends.
static void Attempt(string what, string key, Func<IDisposable> open)
{
    try
    {
        open().Dispose();
        Console.WriteLine($"{what} {key}: done");
    }
    catch (SegmentException e)
    {
        Console.WriteLine($"{what} {key}: {e.Error}, {e.Message}");
    }
}

static void SayAndWait(string what)
{
    Console.WriteLine(what);
    Console.ReadLine();
}
