"""Two ways from an open segment to its bytes, and one that does harm."""

import mmap
import os
import sys
from contextlib import contextmanager, nullcontext
from multiprocessing import resource_tracker, shared_memory


@contextmanager
def with_mmap(fd, path):
    """The plain way: the memory of the file that we have open and locked."""
    with mmap.mmap(fd, 0, access=mmap.ACCESS_READ) as memory, memoryview(memory) as view:
        yield view


@contextmanager
def with_shared_memory(fd, path):
    """Python's own class, which opens the file once more, by its name, and takes no lock: that is why fd is there."""
    try:
        memory = _open_untracked(os.path.basename(path))
    except FileNotFoundError:
        memory = None  # removed by hand just now
    with nullcontext() if memory is None else _view(memory) as view:
        # If what we have locked has lost its name by now, this may be the memory of another segment: start again.
        yield view if os.fstat(fd).st_nlink > 0 else None


# docs: untracked
def _open_untracked(name):
    if sys.version_info >= (3, 13):
        return shared_memory.SharedMemory(name, track=False)

    # Before 3.13, attaching tells the resource tracker that the segment is ours: a process beside us, which deletes it
    # when we end. To unregister() it afterwards is the usual remedy; but if we are killed in between, the tracker deletes
    # what others use. So it is never registered.
    register = resource_tracker.register
    resource_tracker.register = lambda name, kind: None
    try:
        return shared_memory.SharedMemory(name)
    finally:
        resource_tracker.register = register
# docs: end


@contextmanager
def naively(fd, path):
    """As in every example, and wrong: when this program ends, the segment's name is gone, whoever is attached."""
    with _view(shared_memory.SharedMemory(os.path.basename(path))) as view:
        yield view


@contextmanager
def _view(memory):
    try:
        with memory.buf.toreadonly() as view:
            yield view
    finally:
        memory.close()
