"""A Python program that takes a picture from the Producer of the tutorial, or publishes one for the Consumer."""

import argparse
import os
import re
import select
import signal
import sys
import time
import zlib
from contextlib import contextmanager

import lifetime
import lock
import mapping
import pam
from errors import BAD_CHECKSUM, INCOMPLETE, INVALID_KEY, LOCK_TIMEOUT, WRONG_KIND, PeerError
from header import LENGTH, STREAM_VERSION, Header
from stream import Follower

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def take(key, output, memory_of):
    path = lifetime.path_of(key)
    deadline = time.monotonic() + lifetime.PATIENCE
    picture = None
    while picture is None:
        with attached(path, deadline, memory_of) as (fd, memory):
            if memory is not None:
                with lock.to_read(fd, path, deadline):
                    picture = read_picture(fd, memory, path)
        if picture is None and time.monotonic() > deadline:
            raise PeerError(LOCK_TIMEOUT, f"{path} is being replaced, and that takes too long. Try again.")
    print(f"Took {picture.width} × {picture.height} pixels, CRC-32 {zlib.crc32(picture.rgba):08X}.")
    pam.save(output, picture)
    print(f"Saved {output}.")


def publish(key, source, memory_of):
    path = lifetime.path_of(key)
    picture = pam.load(source)
    header = Header.for_picture(picture, time.time_ns() // 1000, os.getpid())
    hold_signals()
    fd = lifetime.create(path, (header.to_bytes(), picture.rgba), time.monotonic() + lifetime.PATIENCE)
    with mapped(fd, path, memory_of):
        print(f"Published {path}: {picture.width} × {picture.height} pixels, CRC-32 {header.crc32:08X}.")
        wait_for_enter()
    print("Detached.")


def attach(key, memory_of):
    path = lifetime.path_of(key)
    hold_signals()
    with attached(path, time.monotonic() + lifetime.PATIENCE, memory_of) as (fd, _):
        print(f"Attached to {path}: {os.fstat(fd).st_size:,} bytes.")
        wait_for_enter()
    print("Detached.")


def hold(key, memory_of):
    path = lifetime.path_of(key)
    deadline = time.monotonic() + lifetime.PATIENCE
    hold_signals()
    with attached(path, deadline, memory_of) as (fd, _), lock.to_read(fd, path, deadline):
        print(f"Attached to {path}: {os.fstat(fd).st_size:,} bytes.")
        wait_for_enter()
    print("Detached.")


def follow(key, count, _):
    follower = Follower(key)
    follower.follow(int(count))
    print(f"Took {follower.taken} pictures, missed {follower.missed}; {follower.mixed} had more than one colour.")


@contextmanager
def attached(path, deadline, memory_of):
    """The open file of a segment, and its memory, for as long as we are attached to it."""
    with mapped(lifetime.attach(path, deadline), path, memory_of) as (fd, memory):
        yield fd, memory


@contextmanager
def mapped(fd, path, memory_of):
    try:
        with memory_of(fd, path) as memory:
            yield fd, memory
    finally:
        lifetime.leave(fd, path)


def read_picture(fd, memory, path):
    """A copy of the picture; None if the segment is not that of its name any more: a larger one is, or it was removed.
    The caller has the lock."""
    header = Header.of(memory[:LENGTH])  # a copy: the original may change between a check and its use
    if header.is_retired or os.fstat(fd).st_nlink == 0:
        return None
    if header.is_being_written:
        raise PeerError(INCOMPLETE, f"{path} is half-written, by process {header.producer_pid}: "
                                    f"sequence {header.sequence} is odd. Let a Producer write it anew.")
    if header.version == STREAM_VERSION:
        raise PeerError(WRONG_KIND, f"{path} holds a stream of pictures, and not one.")
    header.check_picture(path, min(len(memory), os.fstat(fd).st_size))
    rgba = bytes(memory[LENGTH:LENGTH + header.pixel_bytes])
    if zlib.crc32(rgba) != header.crc32:
        raise PeerError(BAD_CHECKSUM, f"The pixels in {path} have the CRC-32 {zlib.crc32(rgba):08X}, and the header says "
                                      f"{header.crc32:08X}: somebody wrote without holding the lock.")
    return pam.Picture(header.width, header.height, rgba)


def hold_signals():
    """From here on a signal waits until it can do no harm: who is stopped halfway leaves something behind."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


def wait_for_enter():
    print("Enter detaches.", flush=True)
    # Python tells of a signal between two of its steps, and one that comes right before it waits would go unnoticed. So
    # it also writes a byte into a pipe, and we wait for either.
    signalled, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in STOP_SIGNALS:
        signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    select.select([sys.stdin, signalled], [], [])
    hold_signals()


def main():
    parser = argparse.ArgumentParser(prog="peer.py", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run, file, text in [(take, "OUT.pam", "save the picture in a segment"),
                            (publish, "IN.pam", "create a segment with a picture, and stay attached until Enter"),
                            (attach, None, "attach to a segment, and stay until Enter"),
                            (hold, None, "the same, and hold its lock to read"),
                            (follow, "COUNT", "take so many pictures from a stream")]:
        command = commands.add_parser(run.__name__, help=text, description=text)
        command.set_defaults(run=run)
        command.add_argument("arguments", metavar="KEY", action="append", help="as in Producer --key KEY")
        if file:
            command.add_argument("arguments", metavar=file, action="append", help="a picture (PAM, RGB_ALPHA), or how many")
        ways = command.add_mutually_exclusive_group()
        ways.add_argument("--mmap", dest="memory_of", action="store_const", const=mapping.with_mmap,
                          default=mapping.with_shared_memory, help="use mmap, and not multiprocessing.shared_memory")
        ways.add_argument("--naive", dest="memory_of", action="store_const", const=mapping.naively,
                          help="use shared_memory as it comes: it deletes the segment at our exit, whoever uses it")
    options = parser.parse_args()
    try:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", options.arguments[0]):
            raise PeerError(INVALID_KEY, f"'{options.arguments[0]}' is not a key: a key has 1 to 64 letters (a-z, A-Z), digits, "
                                         "'.', '-' and '_', and begins with a letter or a digit.")
        options.run(*options.arguments, options.memory_of)
        return 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except PeerError as e:
        print(f"peer.py: {e}", file=sys.stderr)
        return e.code


if __name__ == "__main__":
    sys.exit(main())
