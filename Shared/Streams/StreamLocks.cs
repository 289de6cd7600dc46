using IpcTutorial.Storage;
using Microsoft.Win32.SafeHandles;

namespace IpcTutorial.Streams;

/// <summary>The locks of a stream, as one attachment has them: bytes of the segment's own file, on Windows of the file that
/// has the locks of all. The kernel ends them with their holder, so there is no table of readers, and nothing to clean up.
/// </summary>
/// <remarks>Nothing here waits.</remarks>
internal sealed class StreamLocks(SafeFileHandle file, SegmentKey key)
{
    // docs: stream-lock-bytes
    // After those of every segment: the lock and its turnstile, which a stream does not use, and "attached".
    private const int Writer = 3; // alone: the one who writes, as long as it lives
    private const int Every = 4; // shared: those who want every picture
    private const int FirstSlot = 64; // one for each slot: alone while it is written, shared while it is read
    // docs: end

    private readonly long _first = SegmentStorage.ThisSystem.FirstLockByte(key);

    /// <summary>Whether somebody else is there who writes.</summary>
    internal bool HasWriter => StateOf(Writer) != LockState.Free;

    /// <summary>Whether somebody else is there who wants every picture.</summary>
    internal bool HasEvery => StateOf(Every) != LockState.Free;

    /// <summary>Becomes the one who writes, unless there is one.</summary>
    internal bool TryBecomeWriter() => RangeLock.TryTake(file, _first + Writer, alone: true);

    internal void StopBeingWriter() => RangeLock.Release(file, _first + Writer);

    /// <summary>Says that this attachment wants every picture.</summary>
    internal void AnnounceEvery()
    {
        // On Windows one who looks has it for a moment.
        while (!RangeLock.TryTake(file, _first + Every, alone: false))
            Thread.Yield();
    }

    internal bool TryWrite(int slot) => RangeLock.TryTake(file, _first + FirstSlot + slot, alone: true);

    internal bool TryRead(int slot) => RangeLock.TryTake(file, _first + FirstSlot + slot, alone: false);

    internal void Release(int slot) => RangeLock.Release(file, _first + FirstSlot + slot);

    /// <summary>What others have of a slot.</summary>
    internal LockState OfSlot(int slot) => StateOf(FirstSlot + slot);

    private LockState StateOf(int number) => RangeLock.StateOf(file, _first + number);
}
