"""Reads the files of a pack's tar in the order in which `make` writes them, and keeps no list of them.

`tarfile` reads every header before it gives one file, and knows links, sparse files and headers of any length. Here a
file counts only if it is plain and has the name that comes next: what was read before says which, and how large.
"""

import os
from collections.abc import Iterator
from tarfile import BLOCKSIZE, RECORDSIZE, REGTYPE, ReadError, TarInfo
from typing import BinaryIO

CHUNK = 1 << 20


class Members:
    """`file` is open at its start. Methods raise TarError for what is not in form, or cut short."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = os.fstat(file.fileno()).st_size
        self._next = 0

    def read(self, name: str, longest: int) -> bytes:
        """All of the next file."""
        return b"".join(self.open(name, longest))

    def open(self, name: str, longest: int) -> Iterator[bytes]:
        """The next file in pieces. Its header is judged before this returns."""
        self._file.seek(self._next)
        found = TarInfo.frombuf(self._file.read(BLOCKSIZE), "utf-8", "surrogateescape")
        if found.name != name or found.type != REGTYPE:
            raise ReadError(f"{name} is not where it belongs")
        if not 0 <= found.size <= longest:
            raise ReadError(f"{name} is too long")
        self._next += BLOCKSIZE + -(-found.size // BLOCKSIZE) * BLOCKSIZE
        if self._next > self._size:
            raise ReadError(f"{name} is cut short")
        return self._pieces(name, found.size)

    def end(self) -> None:
        """Nothing but the zeros of a tar's end may follow."""
        self._file.seek(self._next)
        rest = self._file.read(2 * RECORDSIZE)
        if len(rest) not in range(BLOCKSIZE, RECORDSIZE + 2 * BLOCKSIZE) or rest.count(0) != len(rest):
            raise ReadError("it does not end where its last film ends")

    def _pieces(self, name: str, left: int) -> Iterator[bytes]:
        while left:
            if not (piece := self._file.read(min(left, CHUNK))):
                raise ReadError(f"{name} is cut short")
            left -= len(piece)
            yield piece
