"""Follows a stream of pictures: takes them in place, and holds up nobody."""

import ctypes
import mmap
import os
import struct
import time

import header
import lifetime
import lock
from errors import BAD_HEADER, NOT_READY, WRONG_KIND, PeerError

PAGE_SIZE = 4096
FIRST_SLOT_BYTE = 64  # of the file: a lock for each slot

# Magic, Version, HeaderSize, SlotSize, SlotCount; then, one by one, what changes.
_BEGINNING = struct.Struct("<IHHqi")
_LATEST, _BELL, _FLAGS, _SEQUENCE = 20, 24, 52, 8

_FUTEX_WAIT = 0
_SYS_FUTEX = {"x86_64": 202, "aarch64": 98}
_libc = ctypes.CDLL(None, use_errno=True)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
_libc.syscall.argtypes = [ctypes.c_long, ctypes.c_void_p, ctypes.c_long, ctypes.c_uint32, ctypes.c_void_p]


class Follower:
    """What has been taken, over all segments that the stream has had."""

    def __init__(self, key):
        self.path = lifetime.path_of(key)
        self.taken = self.missed = self.mixed = self.last = 0

    def follow(self, count):
        while self.taken < count:
            fd = lifetime.attach(self.path, time.monotonic() + lifetime.PATIENCE)
            try:
                with mmap.mmap(fd, 0, mmap.MAP_SHARED, mmap.PROT_READ) as memory, Bell(fd) as bell:
                    self._follow_one(fd, memory, bell, count)
            finally:
                lifetime.leave(fd, self.path)

    def _follow_one(self, fd, memory, bell, count):
        slot_size, slot_count = self._check(memory)
        seen, since = 0, time.monotonic()
        while self.taken < count and self._is_current(fd, memory):
            rung = bell.count(memory)  # before all that follows: or a picture could come unnoticed
            slot = _int(memory, "<I", _LATEST) % slot_count
            start = PAGE_SIZE + slot * slot_size
            if _int(memory, "<Q", start + _SEQUENCE) > seen and lock.try_read_byte(fd, FIRST_SLOT_BYTE + slot):
                try:
                    # Once more: from now on it does not change. Odd is what a writer leaves that died in it.
                    found = header.Header.of(memory[start:start + header.LENGTH])
                    if found.sequence > seen and not found.is_being_written:
                        found.check_identity(self.path)
                        found.check_picture(self.path, slot_size)
                        self._take(found, memory, start + header.LENGTH)
                        seen, since = found.sequence, time.monotonic()
                        continue
                finally:
                    lock.release_byte(fd, FIRST_SLOT_BYTE + slot)
            if time.monotonic() - since > lifetime.PATIENCE:
                raise PeerError(NOT_READY, f"{self.path} had no new picture for {lifetime.PATIENCE:g} s.")
            bell.sleep(rung)

    def _take(self, found, memory, start):
        with memoryview(memory) as view, view[start:start + found.pixel_bytes] as rgba:  # in place
            self.mixed += rgba[4:] != rgba[:-4]
        if 0 < self.last < found.sequence:
            self.missed += (found.sequence - self.last) // 2 - 1
        self.last = found.sequence
        self.taken += 1

    def _check(self, memory):
        _, version, size, slot_size, slot_count = _BEGINNING.unpack_from(memory)
        if version != header.STREAM_VERSION:
            raise PeerError(WRONG_KIND, f"{self.path} holds one picture, and not a stream of them.")
        if size != PAGE_SIZE or not 2 <= slot_count <= 64 or not PAGE_SIZE <= slot_size <= (len(memory) - PAGE_SIZE) // slot_count:
            raise PeerError(BAD_HEADER, f"{self.path} is no stream of the tutorial.")
        return slot_size, slot_count

    @staticmethod
    def _is_current(fd, memory):
        status = os.fstat(fd)
        return status.st_nlink > 0 and status.st_size >= len(memory) and not _int(memory, "<I", _FLAGS) & header.RETIRED


class Bell:
    """The number at which those sleep who want a picture. The futex wants its address, which mmap does not tell of memory
    that is only read: so its page is mapped once more."""

    def __init__(self, fd):
        self._page = _libc.mmap(None, PAGE_SIZE, mmap.PROT_READ, mmap.MAP_SHARED, fd, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        _libc.munmap(ctypes.c_void_p(self._page), PAGE_SIZE)

    @staticmethod
    def count(memory):
        return _int(memory, "<I", _BELL)

    def sleep(self, count):
        """Until it rings, unless it has since; a quarter of a second at most, for what rings no bell."""
        quarter = (ctypes.c_long * 2)(0, 250_000_000)
        _libc.syscall(_SYS_FUTEX[os.uname().machine], self._page + _BELL, _FUTEX_WAIT, count, ctypes.addressof(quarter))


def _int(memory, layout, offset):
    return struct.unpack_from(layout, memory, offset)[0]
