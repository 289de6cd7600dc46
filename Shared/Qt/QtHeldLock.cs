using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>A <see cref="QtLock"/> that is held until it is disposed. It belongs to the process and to no thread.</summary>
[SupportedOSPlatform("linux")]
public sealed class QtHeldLock : IDisposable
{
    private bool _isReleased;

    internal QtHeldLock(QtSemaphore semaphore) => Semaphore = semaphore;

    internal QtSemaphore Semaphore { get; }

    /// <summary>Releases the lock; again, does nothing.</summary>
    public void Dispose()
    {
        if (_isReleased)
            return;

        _isReleased = true;
        Semaphore.Post();
    }
}
