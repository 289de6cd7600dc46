"""The 64 bytes at the start of a segment, and what must be true of them: docs/header.md."""

import struct
import zlib
from typing import NamedTuple

from errors import BAD_HEADER, NOT_READY, PeerError

MAGIC = int.from_bytes(b"IPCT", "little")
VERSION = 1
STREAM_VERSION = 2
RGBA8 = 1
RETIRED = 1

# "<": little-endian and without gaps, whatever machine this runs on.
_LAYOUT = struct.Struct("<IHHQiiiIqqiIII")
LENGTH = _LAYOUT.size
FLAGS_OFFSET = struct.calcsize("<IHHQiiiIqqi")
assert (LENGTH, FLAGS_OFFSET) == (64, 52)


class Header(NamedTuple):
    magic: int
    version: int
    header_size: int
    sequence: int
    width: int
    height: int
    stride: int
    pixel_format: int
    pixel_bytes: int
    published_at: int
    producer_pid: int
    flags: int
    crc32: int
    reserved: int

    @staticmethod
    def of(data):
        """A header from a copy of its bytes. A short one is filled up with zeros, and so refused later."""
        return Header(*_LAYOUT.unpack(bytes(data).ljust(LENGTH, b"\0")))

    @staticmethod
    def for_picture(picture, published_at, pid):
        return Header(MAGIC, VERSION, LENGTH, 2, picture.width, picture.height, 4 * picture.width, RGBA8,
                      len(picture.rgba), published_at, pid, 0, zlib.crc32(picture.rgba), 0)

    def to_bytes(self):
        return _LAYOUT.pack(*self)

    @property
    def is_being_written(self):
        return self.sequence % 2 == 1

    @property
    def is_retired(self):
        return self.flags & RETIRED != 0

    @property
    def is_beginning(self):
        """Whether its creator died before it had written a header."""
        return self.magic == 0 and not any(self[3:])

    def check_identity(self, path):
        """Is this a segment of this tutorial, of this version?"""
        _expect(path, "Magic", f"{self.magic:08X}", f"{MAGIC:08X}")
        _expect(path, "Version", self.version, VERSION)
        _expect(path, "HeaderSize", self.header_size, LENGTH)

    def check_kind(self, path):
        """Is this a segment of the tutorial, with one picture or with a stream of them?"""
        if (self.magic, self.version) != (MAGIC, STREAM_VERSION):
            self.check_identity(path)

    def check_picture(self, path, segment_size):
        """Does the picture lie inside the segment? Nothing is believed because it is written here: any program of this
        user can write here."""
        if self.sequence == 0:
            raise PeerError(NOT_READY, f"{path} holds no picture yet. Wait for its Producer to write one.")
        _expect(path, "PixelFormat", self.pixel_format, RGBA8)
        _expect(path, "Flags, but for the retired bit,", self.flags & ~RETIRED, 0)
        _expect(path, "Reserved", self.reserved, 0)
        if self.width < 1 or self.height < 1:
            raise _bad(path, f"it gives a picture of {self.width} × {self.height} pixels")
        _expect(path, "Stride", self.stride, 4 * self.width)
        _expect(path, "PixelBytes", self.pixel_bytes, self.stride * self.height)
        if self.pixel_bytes > segment_size - LENGTH:
            raise _bad(path, f"it gives {self.pixel_bytes:,} bytes of pixels, and the segment has room for "
                             f"{segment_size - LENGTH:,}")


def _expect(path, field, found, expected):
    if found != expected:
        raise _bad(path, f"{field} is {found}, not {expected}")


def _bad(path, reason):
    return PeerError(BAD_HEADER, f"{path} has a bad header: {reason}. Something else wrote it; "
                                 "choose another key, or remove it by hand if nobody needs it.")
