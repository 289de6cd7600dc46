"""What can go wrong, with the exit codes of the Producer and the Consumer: docs/errors.md."""

FILE = 3
PICTURE = 4
NOT_FOUND = 10
ALREADY_EXISTS = 11
INVALID_KEY = 12
PERMISSION_DENIED = 14
OUT_OF_RESOURCES = 15
NOT_READY = 16
BAD_HEADER = 17
LOCK_TIMEOUT = 18
INCOMPLETE = 19
BAD_CHECKSUM = 20
WRONG_KIND = 22


class PeerError(Exception):
    """A failure that has an exit code and a message for the user."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
