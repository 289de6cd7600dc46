using System.Runtime.Versioning;
using IpcTutorial.Qt;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>Qt's lock in the states in which Qt itself can leave it.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtBrokenLockTests : IDisposable
{
    private readonly QtPlace _place = new();

    public void Dispose() => _place.Dispose();

    // What is killed between two steps leaves a lock that is neither free nor anybody's.
    [Fact]
    public void A_lock_that_was_never_set_is_replaced()
    {
        SystemV.MakeUnset(_place.Key.LockFile);

        using QtSegment segment = QtSegment.Create(_place.Key, 64, TimeSpan.FromSeconds(30));

        segment.Lock.Acquire().Dispose();
    }

    // Whoever removes a lock takes its file away first: for a moment the old semaphore is still there.
    [Fact]
    public async Task A_lock_that_moved_while_we_waited_is_taken_where_it_is_now()
    {
        using QtSegment segment = QtSegment.Create(_place.Key, 64, TimeSpan.FromSeconds(30));
        for (bool hasLooked = true; hasLooked;)
        {
            SystemVObject old = Assert.Single(_place.Objects, found => found.Kind == "sem");
            QtHeldLock holder = segment.Lock.Acquire();
            using var other = new QtLock(_place.Key, TimeSpan.FromSeconds(30));
            Task<QtHeldLock> waiting = Task.Run(() => other.Acquire());
            await _place.UntilSomebodyWaits();
            SystemV.MoveKeyFile(_place.Key.LockFile);

            holder.Dispose();

            using QtHeldLock held = await waiting.WaitAsync(TimeSpan.FromSeconds(60));
            hasLooked = _place.Objects.Contains(old); // for itself, as it does now and then, before it was woken: once more
            if (hasLooked)
                SystemV.Remove(old);
            SystemVObject now = Assert.Single(_place.Objects, found => found.Kind == "sem");
            Assert.NotEqual(old, now);
            Assert.Equal(0, SystemV.Value(now));
        }
    }

    // Qt sets the lock to 1 when it creates a segment. To release it then would make it 2; and the kernel, which has
    // forgotten that we took it, would take it for good when we end.
    [Fact]
    public async Task A_lock_that_is_set_while_we_hold_it_is_not_released_twice()
    {
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using TutorialProgram holder = await _place.Worker("locked", "hold-lock");
        SystemVObject semaphore = Assert.Single(_place.Objects, found => found.Kind == "sem");
        SystemV.Set(semaphore, 1);

        holder.Type("");
        await holder.Line("unlocked");
        Assert.Equal(1, SystemV.Value(semaphore));
        await holder.Kill();

        Assert.Equal(1, SystemV.Value(semaphore));
        await producer.Enter();
    }

    [Fact]
    public async Task A_lock_that_is_removed_while_we_wait_is_made_again()
    {
        using QtSegment segment = QtSegment.Create(_place.Key, 64, TimeSpan.FromSeconds(30));
        SystemVObject old = Assert.Single(_place.Objects, found => found.Kind == "sem");
        using QtHeldLock holder = segment.Lock.Acquire();
        using var other = new QtLock(_place.Key, TimeSpan.FromSeconds(30));
        Task<QtHeldLock> waiting = Task.Run(() => other.Acquire());
        await _place.UntilSomebodyWaits();

        SystemV.Remove(old);

        using QtHeldLock held = await waiting.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.NotEqual(old, Assert.Single(_place.Objects, found => found.Kind == "sem"));
    }

    // The kernel puts back what a process took and did not give back: nothing, if it gave it back.
    [Fact]
    public async Task A_lock_that_was_released_stays_free_when_its_holder_ends()
    {
        using QtSegment segment = QtSegment.Create(_place.Key, 64, TimeSpan.FromSeconds(30));
        await using TutorialProgram holder = await _place.Worker("locked", "hold-lock");
        holder.Type("");
        await holder.Line("unlocked");
        SystemVObject semaphore = Assert.Single(_place.Objects, found => found.Kind == "sem");

        await holder.Kill();

        Assert.Equal(1, SystemV.Value(semaphore));
    }

    // Qt can make it 2, by releasing what it does not hold: then two would get it.
    [Fact]
    public void A_lock_that_was_released_too_often_is_put_right()
    {
        using QtSegment segment = QtSegment.Create(_place.Key, 64, TimeSpan.FromSeconds(30));
        SystemVObject semaphore = Assert.Single(_place.Objects, found => found.Kind == "sem");
        SystemV.Set(semaphore, 3);

        using (segment.Lock.Acquire())
            Assert.Equal(0, SystemV.Value(semaphore));

        Assert.Equal(1, SystemV.Value(semaphore));
    }
}
