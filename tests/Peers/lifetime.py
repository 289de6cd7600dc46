"""Attaches and detaches as the lifetime rule wants: a segment lives while somebody is attached; the last one out
removes it (docs/lifetime.md).

Whoever is attached holds a shared lock on the file: flock(2). The kernel ends it with the process, however that ends.
Who gets the exclusive lock knows that nobody else is there. The Producer and the Consumer do all this under one more
lock, a mutex of .NET that other languages cannot take. So between two of our steps anything can happen, and each step
below is followed by a look whether the ground is still there."""

import fcntl
import os
import stat
import time

import header
from errors import ALREADY_EXISTS, LOCK_TIMEOUT, NOT_FOUND, OUT_OF_RESOURCES, PERMISSION_DENIED, PeerError

# Seconds to wait for what others do in a moment, unless they died at it: the setting of the Producer and the Consumer.
PATIENCE = float(os.environ.get("IPCTUTORIAL_LOCKTIMEOUTSECONDS", 5))

FOLDER = "/dev/shm"  # where shm_open(3) and Python's SharedMemory have their objects


def path_of(key):
    return f"{FOLDER}/ipctutorial.{key}"


def attach(path, deadline):
    """Opens and locks the segment of a name. Returns the open file, which is the attachment."""
    return _repeat(path, deadline, lambda: _try_attach(path))


def leave(fd, path):
    """Detaches; the last one out removes the segment."""
    if _is_last(fd):
        _remove(fd, path)
    os.close(fd)


def create(path, content, deadline):
    """Makes a segment that is whole before anybody can see it. Returns the open file, which is locked already."""
    # O_TMPFILE: a file without a name. If we are killed before it gets one, the kernel frees it: no temporary name
    # could be left behind.
    fd = os.open(FOLDER, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(fd, fcntl.LOCK_SH)
    try:
        # All its memory now. Without it a full /dev/shm kills at the first touch of a page that cannot be had.
        os.posix_fallocate(fd, 0, sum(map(len, content)))
    except OSError as e:
        raise PeerError(OUT_OF_RESOURCES, f"{FOLDER} has no room for {sum(map(len, content)):,} bytes: {e.strerror}. "
                                          "Use a smaller picture, or give it more room.") from e
    offset = 0
    for part in map(memoryview, content):
        while part:  # one write(2) may do less than it was asked for
            written = os.pwrite(fd, part, offset)
            offset += written
            part = part[written:]
    _repeat(path, deadline, lambda: _try_name(fd, path))
    return fd


def _try_name(fd, path):
    # One step, which fails if the name is taken. src_dir_fd means nothing beside an absolute path; but with it Python
    # calls linkat(2), the only one that follows this link to the file itself.
    try:
        os.link(f"/proc/self/fd/{fd}", path, src_dir_fd=fd, follow_symlinks=True)
        return True
    except FileExistsError:
        pass
    try:
        other = _open(path)
    except FileNotFoundError:
        return None
    if other is None:
        return None
    try:
        if not _is_last(other):
            raise PeerError(ALREADY_EXISTS, f"{path} exists, and somebody is attached to it. End that program first, "
                                            "or choose another key.")
        _remove(other, path)  # a leftover was in the way
        return None
    finally:
        os.close(other)


def _try_attach(path):
    """The open file; or None to start again."""
    try:
        fd = _open(path)
    except FileNotFoundError:
        raise PeerError(NOT_FOUND, f"{path} does not exist. Start a Producer with this key first.") from None
    if fd is None:
        return None
    try:
        # Never serve what nobody is attached to: its last process died, and it is in the state it died in.
        if _try_lock(fd, fcntl.LOCK_EX):
            if _remove(fd, path):
                raise PeerError(NOT_FOUND, f"{path} was left behind by a process that died, and is removed now. "
                                           "Start a Producer with this key.")
            return None

        # Not granted while somebody holds the exclusive one: the last one out, who is about to remove the file. And
        # when it is granted, that may just have happened: then the file has no name any more, and 0 links.
        if _try_lock(fd, fcntl.LOCK_SH) and os.fstat(fd).st_nlink > 0:
            fd, attached = None, fd
            return attached
        return None
    finally:
        if fd is not None:
            os.close(fd)


def _open(path):
    """Opens a segment, without a lock; or None if there is no header yet."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise
    except OSError as e:
        raise PeerError(PERMISSION_DENIED, f"{path} cannot be opened: {e.strerror}. Choose another key.") from e
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise PeerError(PERMISSION_DENIED, f"{path} belongs to another user, or is no file. Choose another key.")

        # The Producer creates its file first and locks it then. Before the header is there, an exclusive lock would be
        # granted, and prove nothing: so we do not touch it.
        found = header.Header.of(os.pread(fd, header.LENGTH, 0))
        if found.magic != 0:
            found.check_identity(path)
            fd, opened = None, fd
            return opened
        return None
    finally:
        if fd is not None:
            os.close(fd)


def _is_last(fd):
    # A shared lock that this file had is gone even if the exclusive one is refused: we leave in any case. Several
    # attempts, since 'Consumer list' and others who leave hold theirs for a moment only.
    for _ in range(3):
        if _try_lock(fd, fcntl.LOCK_EX):
            return True
        time.sleep(0.005)
    return False


def _remove(fd, path):
    """Removes a file of which we hold the exclusive lock. Nobody else removes it, or gives its name away, meanwhile."""
    # For who has opened it and not locked it yet: this is no longer the segment of its name.
    os.pwrite(fd, header.RETIRED.to_bytes(4, "little"), header.FLAGS_OFFSET)
    try:
        if os.path.samestat(os.stat(path, follow_symlinks=False), os.fstat(fd)):
            os.unlink(path)
            return True
    except FileNotFoundError:
        pass
    return False  # it had lost its name, or it belongs to another one by now


def _try_lock(fd, kind):
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def _repeat(path, deadline, attempt):
    while (result := attempt()) is None:
        if time.monotonic() > deadline:
            raise PeerError(LOCK_TIMEOUT, f"{path} is being created or removed, and that takes too long. 'Consumer list' "
                                          "shows what it is; 'Consumer clean' removes it if its process died.")
        time.sleep(0.001)
    return result
