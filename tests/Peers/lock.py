"""The picture lock, as the Producer and the Consumer take it: readers share it. It is on bytes of the segment's own
file, and belongs to the open file, so the kernel ends it with that."""

import fcntl
import os
import struct
import time
from contextlib import contextmanager

from errors import LOCK_TIMEOUT, PeerError

_LOCK, _TURNSTILE, _ATTACHED = 0, 1, 2  # bytes of the file


@contextmanager
def to_read(fd, path, deadline):
    is_my_turn = is_mine = False
    try:
        while not is_mine:
            # Whoever waits stands in the turnstile, and lets nobody by.
            is_my_turn = is_my_turn or _try_set(fd, fcntl.F_RDLCK, _TURNSTILE)
            is_mine = is_my_turn and _try_set(fd, fcntl.F_RDLCK, _LOCK)
            if not is_mine:
                if time.monotonic() > deadline:
                    raise PeerError(LOCK_TIMEOUT, f"The lock of {path} was not free in time: another process holds it.")
                time.sleep(0.001)
    finally:
        _try_set(fd, fcntl.F_UNLCK, _TURNSTILE)
    try:
        yield
    finally:
        _try_set(fd, fcntl.F_UNLCK, _LOCK)


def announce(fd):
    """Tells others that somebody is attached: whoever sees it need not take the life lock. Only when the header is
    whole."""
    _try_set(fd, fcntl.F_RDLCK, _ATTACHED)


def try_read_byte(fd, byte):
    """Another byte, for which nobody waits: stream.py."""
    return _try_set(fd, fcntl.F_RDLCK, byte)


def release_byte(fd, byte):
    _try_set(fd, fcntl.F_UNLCK, byte)


def _try_set(fd, kind, byte):
    # Not F_SETLK, which fcntl.lockf() takes: that is a lock of the process, and gone as soon as it closes any descriptor
    # of the file. The number is that of Linux; Python has it from 3.9 on.
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", kind, os.SEEK_SET, byte, 1, 0))
        return True
    except BlockingIOError:
        return False
