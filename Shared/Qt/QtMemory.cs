using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>A piece of System V shared memory. The kernel counts who is attached to it.</summary>
[SupportedOSPlatform("linux")]
internal readonly record struct QtMemory(int Id)
{
    private const int Failed = -1;

    /// <summary>Makes one, of zeros, unless there is one of this number.</summary>
    internal static QtMemory? TryCreate(int number, long size, string what)
    {
        int id = LibC.shmget(number, (nuint)size, LibC.IPC_CREAT | LibC.IPC_EXCL | SystemV.Mode);
        if (id != Failed)
            return new QtMemory(id);

        return Marshal.GetLastPInvokeError() switch
        {
            LibC.EEXIST => null,
            LibC.EINVAL => throw new SegmentException(SegmentError.InvalidSize,
                $"{what} cannot have {size:N0} bytes: the limit of this system is in /proc/sys/kernel/shmmax."),
            _ => throw SystemV.Failure("shmget", what),
        };
    }

    internal static QtMemory? TryOpen(int number, string what)
    {
        int id = LibC.shmget(number, 0, SystemV.ReadMode);
        return id != Failed ? new QtMemory(id) : SystemV.IsGone ? null : throw SystemV.Failure("shmget", what);
    }

    /// <returns>Where it is in the memory of this process, or <see langword="null"/> if it was removed.</returns>
    internal nint? Attach(bool isWritable, string what)
    {
        nint start = LibC.shmat(Id, 0, isWritable ? 0 : LibC.SHM_RDONLY);
        return start != Failed ? start : SystemV.IsGone ? null : throw SystemV.Failure("shmat", what);
    }

    internal static void Detach(nint start) => _ = LibC.shmdt(start);

    /// <returns>Its size in bytes and how often processes are attached to it; zeros if it was removed.</returns>
    internal (long Size, long Users) Examine(string what) =>
        LibC.shmctl(Id, LibC.IPC_STAT, out LibC.shmid_ds status) != Failed
            ? ((long)status.shm_segsz, (long)status.shm_nattch)
            : SystemV.IsGone ? default : throw SystemV.Failure("shmctl(IPC_STAT)", what);

    internal void Remove(string what)
    {
        if (LibC.shmctl(Id, LibC.IPC_RMID, out _) == Failed && !SystemV.IsGone)
            throw SystemV.Failure("shmctl(IPC_RMID)", what);
    }
}
