"""Reads a file back from its medium, past what the system remembers of it.

Linux: by O_DIRECT where the file system has it, else after the pages were dropped (POSIX_FADV_DONTNEED). macOS and
Windows may answer from their cache: what would bypass it is no part of a desk that runs everywhere. A stick's own
memory can be bypassed nowhere.
"""

import errno
import mmap
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sealed.disk import Disk

BLOCK = 1 << 20


def read_back(disk: Disk, folder: int, name: str) -> Iterator[bytes]:
    """The file's bytes, in pieces. Raises OSError."""
    with _opened(disk, folder, name) as file, mmap.mmap(-1, BLOCK) as aligned:
        offset = 0
        while count := _read(file, aligned, offset):
            yield aligned[:count]
            offset += count


@contextmanager
def _opened(disk: Disk, folder: int, name: str) -> Iterator[int]:
    file = _open(disk, folder, name)
    try:
        yield file
    finally:
        os.close(file)


def _open(disk: Disk, folder: int, name: str) -> int:
    if sys.platform == "linux":
        try:
            return disk.open_to_read(folder, name, os.O_DIRECT)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
    file = disk.open_to_read(folder, name)
    if sys.platform == "linux":
        with suppress(OSError):
            os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    return file


def _read(file: int, into: mmap.mmap, offset: int) -> int:
    """At most a block; O_DIRECT wants it at a multiple of the medium's own blocks, into aligned memory."""
    if sys.platform == "win32":
        data = os.read(file, BLOCK)
        into[: len(data)] = data
        return len(data)
    else:  # noqa: RET505  # mypy reads a platform's branches, not what follows them
        return os.preadv(file, [into], offset)
