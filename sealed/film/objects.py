"""Reads a film's files without trusting the folder: follows no link, blocks on no pipe, reads no more than expected."""

import hashlib
import os
import stat
from collections.abc import Callable
from io import FileIO
from pathlib import Path

from sealed.age import header_mac
from sealed.age.errors import AgeError
from sealed.errors import Damaged, FilmError, Missing, Reordered, Swapped
from sealed.film.journal import FACTS, Entry

CHUNK = 1 << 20
HEADER = 1 << 18  # more than a hundred post-quantum recipients
FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)  # these four are missing on some desks
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


def open_file(path: Path) -> FileIO:
    """Open a plain file for reading. Raises Missing, or Damaged if something else stands in its place."""
    name = os.fspath(path)  # once: a film may have thousands of objects
    try:
        if stat.S_ISREG(os.lstat(name).st_mode):
            file = FileIO(os.open(name, FLAGS))
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file
            file.close()
    except FileNotFoundError:
        raise Missing(f"{path.name} is not there.") from None
    except OSError as error:
        raise Damaged(f"{path.name} cannot be read: {error.strerror}.") from error
    raise Damaged(f"{path.name} is not a file.")


def read_small(path: Path, longest: int) -> bytes:
    """All of a file of at most `longest` bytes. Raises Missing, Damaged."""
    with open_file(path) as file:
        data = _read(file, path.name, longest + 1)
    if len(data) > longest:
        raise Damaged(f"{path.name} is far too long.")
    return data


def read_object(folder: Path, line: Entry, macs: dict[str, str]) -> bytes:
    """The bytes of an object, checked against its line of the journal. Raises Damaged, Missing, Reordered, Swapped.

    `macs` gives the name of each object of the journal by its MAC.
    """
    with open_file(folder / line.name) as file:
        data = _read(file, line.name, line.size + 1)
    if len(data) == line.size and hashlib.sha256(data).hexdigest() == line.sha256:
        return data
    raise _not_this(data[:HEADER], line, macs)


def check_object(folder: Path, line: Entry, macs: dict[str, str], read: Callable[[int], None]) -> None:
    """As `read_object`, a piece at a time; `read` is called with the number of bytes read."""
    with open_file(folder / line.name) as file:
        if os.fstat(file.fileno()).st_size == line.size:
            digest = hashlib.sha256()
            left = line.size
            while left and (chunk := _read(file, line.name, min(CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
                read(len(chunk))
            if digest.hexdigest() == line.sha256:
                return
        file.seek(0)
        head = _read(file, line.name, HEADER)
    raise _not_this(head, line, macs)


def _not_this(head: bytes, line: Entry, macs: dict[str, str]) -> FilmError:
    """What to call an object whose bytes are not those of its line: age's MAC names the file that it was."""
    if line.name == FACTS:
        return Damaged(f"{FACTS} was changed.")
    try:
        mac = header_mac(head)
    except AgeError:
        return Damaged(f"{line.name} was changed.")
    if mac == line.mac:
        return Damaged(f"{line.name} was changed.")
    if mac in macs:
        return Reordered(f"{line.name} holds what belongs in {macs[mac]}.")
    return Swapped(f"{line.name} is not the one that was recorded.")


def _read(file: FileIO, name: str, count: int) -> bytes:
    """Up to `count` bytes, fewer only at the end of the file; never allocates more than the file has."""
    try:
        count = min(count, max(os.fstat(file.fileno()).st_size - file.tell(), 0) + 1)
        data = file.read(count) or b""
        while len(data) < count and (more := file.read(count - len(data))):  # some file systems give less at a time
            data += more
        return data
    except OSError as error:
        raise Damaged(f"{name} cannot be read: {error.strerror}.") from error
