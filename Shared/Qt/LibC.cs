using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>System V shared memory and semaphores, as Linux on 64 bits has them: see <c>man 7 sysvipc</c>.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LibC
{
    internal const int EPERM = 1; // not the owner
    internal const int ENOENT = 2; // no object of this key, or no such file
    internal const int EINTR = 4; // a signal came
    internal const int EAGAIN = 11; // semtimedop: the time is over
    internal const int ENOMEM = 12; // out of memory
    internal const int EACCES = 13; // its mode forbids it
    internal const int EEXIST = 17; // IPC_EXCL: there is one
    internal const int EINVAL = 22; // no object of this id, or a size that cannot be
    internal const int ENOSPC = 28; // a limit of the system: see ipcs -l
    internal const int ENOSYS = 38; // a kernel without System V IPC
    internal const int EIDRM = 43; // the object was removed

    internal const int IPC_CREAT = 0x200; // make it, if there is none
    internal const int IPC_EXCL = 0x400; // fail, if there is one
    internal const int IPC_RMID = 0; // remove it
    internal const int IPC_STAT = 2; // tell of it
    internal const int SHM_RDONLY = 0x1000; // attach to read only
    internal const short SEM_UNDO = 0x1000; // take it back when this process ends
    internal const int GETPID = 11; // who changed the semaphore last
    internal const int GETVAL = 12; // its value
    internal const int SETVAL = 16; // set its value, and forget what was to be undone

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ftok(string pathname, int proj_id);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shmget(int key, nuint size, int shmflg);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint shmat(int shmid, nint shmaddr, int shmflg);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shmdt(nint shmaddr);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shmctl(int shmid, int cmd, out shmid_ds buf);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int semget(int key, int nsems, int semflg);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int semtimedop(int semid, ref sembuf sops, nuint nsops, in timespec timeout);

    // In C it takes "...", which .NET cannot call as such. It may be declared with the arguments that are given, since
    // Linux passes them in the same registers then, on x64 and arm64 (macOS on arm64 does not). The last one is a union
    // as wide as a pointer.
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int semctl(int semid, int semnum, int cmd, nint arg);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int semctl(int semid, int semnum, int cmd, out semid_ds buf);

    /// <summary>One operation on a semaphore.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct sembuf
    {
        internal ushort sem_num;
        internal short sem_op;
        internal short sem_flg;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct timespec
    {
        internal nint tv_sec;
        internal nint tv_nsec;
    }

    /// <summary>The part that is used here of <c>struct shmid_ds</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 112)]
    internal struct shmid_ds
    {
        [FieldOffset(48)] internal nuint shm_segsz;
        [FieldOffset(88)] internal nuint shm_nattch;
    }

    /// <summary>The part that is used here of <c>struct semid_ds</c>: as large as it is on x64, where it is largest.
    /// </summary>
    [StructLayout(LayoutKind.Explicit, Size = 104)]
    internal struct semid_ds
    {
        [FieldOffset(48)] internal nint sem_otime; // when somebody last took or gave; 0: nobody yet
    }
}
