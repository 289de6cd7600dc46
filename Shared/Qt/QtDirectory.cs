using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>From a key to the memory: the key file leads to a number, and the number to the memory. The caller holds the
/// lock.</summary>
[SupportedOSPlatform("linux")]
internal static class QtDirectory
{
    internal static QtMemory? Find(QtKey key) =>
        QtKeyFile.TryFind(key.SegmentFile, out int number) ? QtMemory.TryOpen(number, key.SegmentName) : null;

    /// <returns>New memory, or <see langword="null"/> if somebody who does not hold the lock was faster, or removed the
    /// file.</returns>
    internal static QtMemory? Create(QtKey key, long size)
    {
        if (!QtKeyFile.TryMake(key.SegmentFile, out int number))
            return null;

        try
        {
            return QtMemory.TryCreate(number, size, key.SegmentName);
        }
        catch
        {
            File.Delete(key.SegmentFile);
            throw;
        }
    }

    /// <summary>Removes the memory, if nobody is attached to it.</summary>
    /// <returns>Whether there was any.</returns>
    /// <exception cref="SegmentException"><see cref="SegmentError.AlreadyExists"/>.</exception>
    internal static bool RemoveLeftover(QtKey key)
    {
        if (Find(key) is not { } memory)
            return false;

        if (memory.Examine(key.SegmentName).Users > 0)
        {
            throw new SegmentException(SegmentError.AlreadyExists, $"{key.SegmentName} exists, and somebody is attached "
                + "to it.");
        }

        Remove(key, memory);
        return true;
    }

    /// <summary>Removes the memory, and the file if it still leads there.</summary>
    internal static void Remove(QtKey key, QtMemory memory)
    {
        bool isFound = Find(key) == memory;
        memory.Remove(key.SegmentName);
        if (isFound)
            File.Delete(key.SegmentFile);
    }
}
