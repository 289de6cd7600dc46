using System.Runtime.InteropServices;

namespace IpcTutorial.Tests.Qt;

/// <summary>The System V objects that there are, as the kernel lists them.</summary>
internal static class SystemV
{
    private const int IPC_RMID = 0;
    private const int GETPID = 11;
    private const int GETVAL = 12;
    private const int GETNCNT = 14;
    private const int SETVAL = 16;
    private const int IPC_CREAT = 0x200;
    private const int Mode = 0x180; // 0600

    private static readonly string[] _kinds = ["shm", "sem"];

    /// <summary>Those of Qt's: their numbers begin with the byte Q.</summary>
    internal static IEnumerable<SystemVObject> Objects =>
        from kind in _kinds
        from line in File.ReadLines($"/proc/sysvipc/{kind}").Skip(1)
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let number = int.Parse(words[0])
        where number >> 24 == 'Q'
        select new SystemVObject(kind, number, int.Parse(words[1]), int.Parse(words[kind == "shm" ? 10 : 7]));

    /// <summary>How many processes wait for a semaphore.</summary>
    internal static int Waiting(SystemVObject semaphore) => semctl(semaphore.Id, 0, GETNCNT);

    /// <summary>The process that took it, gave it back or set it last; 0: none yet.</summary>
    internal static int LastProcess(SystemVObject semaphore) => semctl(semaphore.Id, 0, GETPID);

    /// <summary>The number to which a key file leads; -1 if there is none.</summary>
    internal static int NumberOf(string keyFile) => ftok(keyFile, 'Q');

    /// <summary>How often processes are attached to memory.</summary>
    internal static int Users(SystemVObject memory) => File.ReadLines("/proc/sysvipc/shm").Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(words => int.Parse(words[1]) == memory.Id).Sum(words => int.Parse(words[6]));

    /// <summary>Makes memory for a key file, by default for a new one, with another inode: as Qt does, and without the
    /// lock, as Qt sometimes does.</summary>
    internal static SystemVObject MakeMemory(string keyFile, int size, bool isFileNew = true)
    {
        if (isFileNew)
            MoveKeyFile(keyFile);
        int id = shmget(ftok(keyFile, 'Q'), size, IPC_CREAT | Mode);
        return Objects.Single(found => found.Kind == "shm" && found.Id == id);
    }

    /// <summary>Makes a key file anew, with another inode.</summary>
    internal static void MoveKeyFile(string keyFile)
    {
        File.WriteAllBytes($"{keyFile}~", []); // beside it, so that it cannot have the same one
        File.Move($"{keyFile}~", keyFile, overwrite: true);
    }

    internal static void RemoveMemory(SystemVObject memory) => Assert.Equal(0, shmctl(memory.Id, IPC_RMID));

    /// <summary>Removes a semaphore, unless somebody was faster.</summary>
    internal static void Remove(SystemVObject semaphore) => _ = semctl(semaphore.Id, 0, IPC_RMID);

    /// <summary>Makes the semaphore of a key file, and does not set it.</summary>
    internal static void MakeUnset(string keyFile)
    {
        File.WriteAllBytes(keyFile, []);
        Assert.NotEqual(-1, semget(ftok(keyFile, 'Q'), 1, IPC_CREAT | Mode));
    }

    internal static int Value(SystemVObject semaphore) => semctl(semaphore.Id, 0, GETVAL);

    /// <summary>Sets a semaphore, whoever holds it: as Qt does when it creates a segment.</summary>
    internal static void Set(SystemVObject semaphore, int value) =>
        Assert.Equal(0, semctl(semaphore.Id, 0, SETVAL, value));

    [DllImport("libc")]
    private static extern int semctl(int semid, int semnum, int cmd, int arg = 0);

    [DllImport("libc")]
    private static extern int semget(int key, int nsems, int semflg);

    [DllImport("libc")]
    private static extern int shmget(int key, nint size, int shmflg);

    [DllImport("libc")]
    private static extern int shmctl(int shmid, int cmd, nint buf = 0);

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false)]
    private static extern int ftok(string pathname, int proj_id);
}

/// <summary>Shared memory (<c>shm</c>) or a semaphore (<c>sem</c>), and the group of the process that made it.</summary>
internal sealed record SystemVObject(string Kind, int Number, int Id, int Group);
