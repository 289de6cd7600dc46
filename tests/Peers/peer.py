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
import mapping
import pam
from errors import BAD_CHECKSUM, INCOMPLETE, INVALID_KEY, LOCK_TIMEOUT, PeerError
from header import LENGTH, Header

STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


def take(key, output, memory_of):
    path = lifetime.path_of(key)
    deadline = time.monotonic() + lifetime.PATIENCE
    picture = None
    while picture is None:
        with attached(path, deadline, memory_of) as (fd, memory):
            if memory is not None:
                # 8 bytes at a time: Sequence is the second of these, and is read at once.
                with memory[:LENGTH].cast("Q") as words:
                    picture = read_picture(fd, memory, words, path, deadline)
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
    deadline = time.monotonic() + lifetime.PATIENCE
    created = lifetime.create(path, [header.to_bytes(), picture.rgba], deadline)
    with attached(path, deadline, memory_of):
        os.close(created)  # its lock held the segment until we were attached to it like everybody
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


@contextmanager
def attached(path, deadline, memory_of):
    """The open file of a segment, and its memory, for as long as we are attached to it."""
    fd = lifetime.attach(path, deadline)
    try:
        with memory_of(fd, path) as memory:
            yield fd, memory
    finally:
        lifetime.leave(fd, path)


def read_picture(fd, memory, words, path, deadline):
    """A copy of the picture; None if the segment is retired: then its name belongs to a larger one.

    The Producer makes Sequence odd before it writes, and even after it. So a copy is whole if Sequence was even before
    and is the same after. That relies on the loads being made in this order. Python has no memory barrier to ask for;
    CPython makes them one after the other, and an x86 processor does not reorder loads. ARM may: there the checksum
    remains, and a copy that it refuses is made once more."""
    is_second_copy = False
    rgba = bytearray()
    while True:
        before = words[1]
        header = Header.of(memory[:LENGTH])
        is_steady = before % 2 == 0 and words[1] == before
        if header.is_retired:
            return None

        if is_steady:  # or else the header may be half the old one and half the new one
            # On our copy: the original may change between a check and its use.
            header.check_picture(path, min(len(memory), os.fstat(fd).st_size))
            if len(rgba) != header.pixel_bytes:
                # Kept for the next try: new memory costs more than the copy, and in that time a busy writer writes the
                # next picture.
                rgba = bytearray(header.pixel_bytes)
            memoryview(rgba)[:] = memory[LENGTH:LENGTH + header.pixel_bytes]
            is_steady = words[1] == before
        if is_steady:
            if zlib.crc32(rgba) == header.crc32:
                return pam.Picture(header.width, header.height, rgba)
            if is_second_copy:
                raise PeerError(BAD_CHECKSUM, f"The pixels in {path} have the CRC-32 {zlib.crc32(rgba):08X}, and the "
                                              f"header says {header.crc32:08X}: somebody wrote without Sequence.")
            is_second_copy = True

        if time.monotonic() > deadline:
            raise not_whole(header, path)
        time.sleep(0)  # the writer may need this processor


def not_whole(header, path):
    if header.is_being_written:
        return PeerError(INCOMPLETE, f"The picture in {path} is not whole: process {header.producer_pid} began to write "
                                     f"it and did not finish (sequence {header.sequence} is odd). Let a Producer write "
                                     "it anew.")
    return PeerError(LOCK_TIMEOUT, f"The picture in {path} changes faster than it can be copied. Try again.")


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
                            (attach, None, "attach to a segment, and stay until Enter")]:
        command = commands.add_parser(run.__name__, help=text, description=text)
        command.set_defaults(run=run)
        command.add_argument("arguments", metavar="KEY", action="append", help="as in Producer --key KEY")
        if file:
            command.add_argument("arguments", metavar=file, action="append", help="a picture: PAM, RGB_ALPHA")
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
