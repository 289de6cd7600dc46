using System.Runtime.InteropServices;

namespace IpcTutorial.Tests.Qt;

/// <summary>The System V objects that there are, as the kernel lists them.</summary>
internal static class SystemV
{
    private const int GETNCNT = 14;

    private static readonly string[] _kinds = ["shm", "sem"];

    /// <summary>Those of Qt's: their numbers begin with the byte Q.</summary>
    internal static IEnumerable<SystemVObject> Objects =>
        from kind in _kinds
        from line in File.ReadLines($"/proc/sysvipc/{kind}").Skip(1)
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let number = int.Parse(words[0])
        where number >> 24 == 'Q'
        select new SystemVObject(kind, number, int.Parse(words[1]));

    /// <summary>How many processes wait for a semaphore.</summary>
    internal static int Waiting(SystemVObject semaphore) => semctl(semaphore.Id, 0, GETNCNT);

    [DllImport("libc")]
    private static extern int semctl(int semid, int semnum, int cmd);
}

/// <summary>Shared memory (<c>shm</c>) or a semaphore (<c>sem</c>).</summary>
internal sealed record SystemVObject(string Kind, int Number, int Id);
