using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using IpcTutorial.Qt;

namespace IpcTutorial.Worker;

/// <summary>The same works, on a segment of Qt's.</summary>
[SupportedOSPlatform("linux")]
internal static class QtWorker
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    internal static int Run(string work, QtKey key, int number)
    {
        // For calls that .NET looks up in the C library itself, so that LD_PRELOAD does not reach them: see hold.c.
        if (Environment.GetEnvironmentVariable("HOLD_LIBRARY") is { } library)
            NativeLibrary.SetDllImportResolver(typeof(QtSegment).Assembly, (_, _, _) => NativeLibrary.Load(library));

        switch (work)
        {
            case "create":
                using (QtSegment.Create(key, number, _timeout))
                    SayAndWait("created");
                return 0;

            case "attach":
                using (QtSegment segment = QtSegment.Attach(key, _timeout))
                    SayAndWait($"attached to {segment.Size} bytes");
                return 0;

            case "publish":
                using (QtPictureSegment.Publish(key, new Picture(new PictureSize(1, 1), new byte[4]), _timeout))
                    SayAndWait("published");
                return 0;

            case "hold-lock":
                using (QtSegment segment = QtSegment.Attach(key, _timeout))
                {
                    using (segment.Lock.Acquire())
                        SayAndWait("locked");
                    SayAndWait("unlocked");
                }

                return 0;

            case "count":
                return Count(key, number);

            case "churn":
                return Churn(key, number);

            default:
                return 2;
        }
    }

    private static int Count(QtKey key, int times)
    {
        using QtSegment segment = QtSegment.Attach(key, _timeout, writable: true);
        SayAndWait("ready");
        for (int i = 0; i < times; i++)
        {
            using QtHeldLock held = segment.Lock.Acquire();
            ref long count = ref MemoryMarshal.AsRef<long>(segment.AsSpan());
            long before = Volatile.Read(ref count);
            Thread.SpinWait(10);
            Volatile.Write(ref count, before + 1);
        }

        return 0;
    }

    private static int Churn(QtKey key, int rounds)
    {
        Console.WriteLine("churning");
        int created = 0, attached = 0, lost = 0;
        for (int i = 1; i <= rounds; i++)
        {
            try
            {
                if (i % 3 == 0)
                {
                    using QtSegment mine = QtSegment.Create(key, 64, _timeout);
                    created++;
                    BitConverter.TryWriteBytes(mine.AsSpan(), Environment.ProcessId);
                    using QtSegment found = QtSegment.Attach(key, _timeout);
                    if (BitConverter.ToInt32(found.AsReadOnlySpan()) != Environment.ProcessId)
                        lost++;
                }
                else
                {
                    using QtSegment segment = QtSegment.Attach(key, _timeout);
                    attached++;
                    if (segment.Size != 64)
                        throw new InvalidDataException($"{segment.Size} bytes");
                }
            }
            catch (SegmentException e) when (e.Error is SegmentError.NotFound or SegmentError.AlreadyExists)
            {
                // What must happen while others do the same.
                if (i % 3 == 0 && e.Error == SegmentError.NotFound)
                    lost++;
            }
        }

        Console.WriteLine($"{created} created, {attached} attached, {lost} lost");
        return 0;
    }

    private static void SayAndWait(string what)
    {
        Console.WriteLine(what);
        Console.ReadLine();
    }
}
