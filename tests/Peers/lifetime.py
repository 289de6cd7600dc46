"""Attaches and detaches as the lifetime rule wants: a segment lives while somebody is attached; the last one out
removes it (docs/lifetime.md).

Whoever is attached holds a shared lock on the file: flock(2). The kernel ends it with the process, however that ends.
Who gets the exclusive lock knows that nobody else is there. All this happens under the life lock, a file beside the
segment that one program at a time holds, so nothing changes between two of our steps."""

import fcntl
import os
import stat
import time
from contextlib import contextmanager

import header
import lock
from errors import ALREADY_EXISTS, LOCK_TIMEOUT, NOT_FOUND, OUT_OF_RESOURCES, PERMISSION_DENIED, PeerError

# Seconds to wait for what others do in a moment, unless they died at it: the setting of the Producer and the Consumer.
PATIENCE = float(os.environ.get("IPCTUTORIAL_LOCKTIMEOUTSECONDS", 5))

FOLDER = "/dev/shm"  # where shm_open(3) and Python's SharedMemory have their objects


def path_of(key):
    return f"{FOLDER}/ipctutorial.{key}"


def attach(path, deadline):
    """Opens and locks the segment of a name. Returns the open file, which is the attachment."""
    with _life_lock(path, deadline):
        try:
            fd = _open_own(path)
        except FileNotFoundError:
            raise PeerError(NOT_FOUND, f"{path} does not exist. Start a Producer with this key first.") from None
        try:
            # Never serve what nobody is attached to: its last process died, and it is in the state it died in.
            if _remove_leftover(fd, path):
                raise PeerError(NOT_FOUND, f"{path} was left behind by a process that died, and is removed now. "
                                           "Start a Producer with this key.")
            _share(fd, path)
            header.Header.of(os.pread(fd, header.LENGTH, 0)).check_kind(path)
            lock.announce(fd)
            fd, attached = None, fd
            return attached
        finally:
            if fd is not None:
                os.close(fd)


def leave(fd, path):
    """Detaches; the last one out removes the segment."""
    try:
        with _life_lock(path, time.monotonic() + PATIENCE):
            if _is_name_of(path, fd):
                _remove_leftover(fd, path)
    except PeerError:
        pass  # what may be left behind, the next one reclaims
    finally:
        os.close(fd)


def create(path, content, deadline):
    """Makes a segment with a picture in it. Returns the open file, which is the attachment."""
    with _life_lock(path, deadline):
        try:
            other = _open_own(path)
        except FileNotFoundError:
            pass
        else:
            try:
                if not _remove_leftover(other, path):
                    raise PeerError(ALREADY_EXISTS, f"{path} exists, and somebody is attached to it. End that program "
                                                    "first, or choose another key.")
            finally:
                os.close(other)

        fd = _open_own(path, os.O_CREAT | os.O_EXCL)
        try:
            os.fchmod(fd, 0o600)  # whatever the umask has made of it
            _share(fd, path)
            _fill(fd, *content)
            lock.announce(fd)
            return fd
        except BaseException:
            os.unlink(path)
            os.close(fd)
            raise


def _fill(fd, head, rgba):
    try:
        # All its memory now. Without it a full /dev/shm kills at the first touch of a page that cannot be had.
        os.posix_fallocate(fd, 0, len(head) + len(rgba))
    except OSError as e:
        raise PeerError(OUT_OF_RESOURCES, f"{FOLDER} has no room for {len(head) + len(rgba):,} bytes: {e.strerror}. "
                                          "Use a smaller picture, or give it more room.") from e
    rest, offset = memoryview(rgba), len(head)
    while rest:  # one write(2) may do less than it was asked for
        written = os.pwrite(fd, rest, offset)
        offset += written
        rest = rest[written:]

    # The first 8 bytes at once, and Sequence last: if we are killed at any moment, what is there is a leftover.
    for start, end in (0, 8), (16, len(head)), (8, 16):
        os.pwrite(fd, head[start:end], start)


@contextmanager
def _life_lock(path, deadline):
    name = path + "!"
    while True:
        fd = _open_own(name, os.O_CREAT)
        os.fchmod(fd, 0o600)  # whatever the umask has made of it
        # Its holder removes it, and another one may have the name by now.
        if _try_lock(fd, fcntl.LOCK_EX) and _is_name_of(name, fd):
            break
        os.close(fd)
        if time.monotonic() > deadline:
            raise PeerError(LOCK_TIMEOUT, f"{path} is being created or removed, and that takes too long. Try again.")
        time.sleep(0.001)
    try:
        yield
    finally:
        os.unlink(name)
        os.close(fd)


def _open_own(path, flags=0):
    """Opens a file, unless it is another user's, or none."""
    try:
        fd = os.open(path, flags | os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        raise
    except OSError as e:
        raise PeerError(PERMISSION_DENIED, f"{path} cannot be opened: {e.strerror}. Choose another key.") from e
    status = os.fstat(fd)
    if stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid():
        return fd
    os.close(fd)
    raise PeerError(PERMISSION_DENIED, f"{path} belongs to another user, or is no file. Choose another key.")


def _remove_leftover(fd, path):
    """Removes a segment if nobody is attached to it. False if somebody is."""
    if not _try_lock(fd, fcntl.LOCK_EX):
        return False
    found = header.Header.of(os.pread(fd, header.LENGTH, 0))
    if not found.is_beginning:
        found.check_kind(path)  # or it is not ours to remove
        # For who has opened it and not locked it yet: this is no longer the segment of its name.
        os.pwrite(fd, header.RETIRED.to_bytes(4, "little"), header.FLAGS_OFFSET)
    os.unlink(path)
    return True


def _share(fd, path):
    if not _try_lock(fd, fcntl.LOCK_SH):
        raise PeerError(LOCK_TIMEOUT, f"{path} is locked by a program that is not one of the tutorial.")


def _is_name_of(path, fd):
    try:
        return os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(fd))
    except FileNotFoundError:
        return False


def _try_lock(fd, kind):
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
