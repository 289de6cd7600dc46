"""Reads and writes PAM: a few lines of text, then the pixels as they are. No library is needed for it.
https://netpbm.sourceforge.net/doc/pam.html"""

from typing import NamedTuple

from errors import FILE, PICTURE, PeerError

_MAX_BYTES = 2**31 - 1 - 64  # a .NET array, in which the Consumer takes the picture, ends there


class Picture(NamedTuple):
    width: int
    height: int
    rgba: bytes  # four bytes a pixel, rows from top to bottom


def load(path):
    try:
        with open(path, "rb") as file:
            return _read(path, file)
    except OSError as e:
        raise PeerError(FILE, f"{path} cannot be read: {e.strerror}.") from e


def save(path, picture):
    header = (f"P7\nWIDTH {picture.width}\nHEIGHT {picture.height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\n"
              "ENDHDR\n")
    try:
        with open(path, "wb") as file:
            file.write(header.encode())
            file.write(picture.rgba)
    except OSError as e:
        raise PeerError(FILE, f"{path} cannot be written: {e.strerror}.") from e


def _read(path, file):
    def wrong(reason):
        return PeerError(PICTURE, f"{path} is not a picture for this program: {reason}. It reads PAM with RGB_ALPHA.")

    if file.readline(100) != b"P7\n":
        raise wrong("it does not begin with P7")
    fields = {}
    while (line := file.readline(100).decode("ascii", "replace").strip()) != "ENDHDR":
        if not line:
            raise wrong("its header has no ENDHDR")
        if not line.startswith("#"):
            name, _, value = line.partition(" ")
            fields[name] = value.strip()
    kind = [fields.get(name) for name in ("DEPTH", "MAXVAL", "TUPLTYPE")]
    if kind != ["4", "255", "RGB_ALPHA"]:
        raise wrong(f"DEPTH, MAXVAL and TUPLTYPE are {kind}")
    if not all(fields.get(name, "").isdecimal() for name in ("WIDTH", "HEIGHT")):
        raise wrong("WIDTH or HEIGHT is no number")
    width, height = int(fields["WIDTH"]), int(fields["HEIGHT"])
    if not 0 < 4 * width * height <= _MAX_BYTES:
        raise wrong(f"{width} × {height} pixels are none or too many")
    rgba = file.read(4 * width * height)
    if len(rgba) != 4 * width * height:
        raise wrong(f"it ends after {len(rgba):,} of {4 * width * height:,} bytes of pixels")
    return Picture(width, height, rgba)
