using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>A System V semaphore: 1 while the lock is free, 0 while it is held.</summary>
[SupportedOSPlatform("linux")]
internal readonly record struct QtSemaphore(int Id)
{
    internal enum Outcome
    {
        Acquired,
        TimedOut,
        Removed,
    }

    /// <summary>Makes one that is free, unless there is one of this number.</summary>
    internal static QtSemaphore? TryCreate(int number, string what)
    {
        int id = LibC.semget(number, 1, LibC.IPC_CREAT | LibC.IPC_EXCL | SystemV.Mode);
        if (id == -1)
            return Marshal.GetLastPInvokeError() == LibC.EEXIST ? null : throw SystemV.Failure("semget", what);

        // Until it is set it is 0, as if it were held: whoever finds it before that waits. Only what was made here may
        // be set: of one that is held, the lock would be given to a second.
        if (LibC.semctl(id, 0, LibC.SETVAL, 1) == -1 && !SystemV.IsGone)
            throw SystemV.Failure("semctl(SETVAL)", what);
        return new QtSemaphore(id);
    }

    internal static QtSemaphore? TryOpen(int number, string what)
    {
        int id = LibC.semget(number, 1, SystemV.Mode);
        return id != -1 ? new QtSemaphore(id) : SystemV.IsGone ? null : throw SystemV.Failure("semget", what);
    }

    /// <summary>Takes it; the kernel gives it back if this process dies.</summary>
    internal Outcome Wait(TimeSpan timeout, string what) => Change(-1, LibC.SEM_UNDO, timeout) switch
    {
        0 => Outcome.Acquired,
        LibC.EAGAIN => Outcome.TimedOut,
        LibC.EIDRM or LibC.EINVAL => Outcome.Removed,
        _ => throw SystemV.Failure("semtimedop", what),
    };

    internal void Post()
    {
        // Qt sets a semaphore to 1 when it creates a segment, even if it is held. That gives back what we took, and
        // forgets what was to be undone: giving it back once more would let two in, and with SEM_UNDO the end of this
        // process would take it back for good.
        if (Ask(LibC.GETPID) == Environment.ProcessId)
            Change(1, LibC.SEM_UNDO, TimeSpan.Zero); // if it was removed, there is nothing to give back
    }

    /// <summary>Takes what is too much, for the holder: Qt releases a lock that it does not have, and then two would
    /// get it.</summary>
    internal void Drain()
    {
        while (Ask(LibC.GETVAL) > 0 && Ask(LibC.GETPID) == Environment.ProcessId)
            Change(-1, 0, TimeSpan.Zero);
    }

    /// <summary>Whether it was made, and neither set nor taken since. Qt may make one so when another is removed at that
    /// moment, or a process be killed in between: then it is 0, and all would wait for it without end.</summary>
    internal bool IsStillborn => LibC.semctl(Id, 0, LibC.IPC_STAT, out LibC.semid_ds status) != -1
        && status.sem_otime == 0 && Ask(LibC.GETVAL) == 0;

    internal void Remove() => Ask(LibC.IPC_RMID);

    private int Ask(int command) => LibC.semctl(Id, 0, command, 0);

    /// <returns>0, or the error.</returns>
    private int Change(short by, short flags, TimeSpan timeout)
    {
        var operation = new LibC.sembuf { sem_op = by, sem_flg = flags };
        var limit = new LibC.timespec
        {
            tv_sec = (nint)(timeout.Ticks / TimeSpan.TicksPerSecond),
            tv_nsec = (nint)(timeout.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        int error;
        do
            error = LibC.semtimedop(Id, ref operation, 1, limit) == 0 ? 0 : Marshal.GetLastPInvokeError();
        while (error == LibC.EINTR);
        return error;
    }
}
