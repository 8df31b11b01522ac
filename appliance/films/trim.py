"""Telling the card which blocks no longer hold anything: FITRIM, as fstrim(8) does it."""

import fcntl
import os
import struct
from pathlib import Path

FITRIM = 0xC0185879  # _IOWR('X', 121, struct fstrim_range), linux/fs.h
WHOLE = struct.pack("QQQ", 0, 2**64 - 1, 0)  # start, length, smallest extent, in bytes


def trim(folder: Path) -> str:
    """Trim the free blocks of the file system that `folder` is on. Best effort; returns what came of it, in words.

    Needs CAP_SYS_ADMIN, and a card and file system that know how.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            answer = fcntl.ioctl(handle, FITRIM, WHOLE)
        finally:
            os.close(handle)
    except OSError as error:
        return f"not trimmed: {error.strerror}"
    return f"trimmed {struct.unpack('QQQ', answer)[1]} bytes"
