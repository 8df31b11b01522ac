"""A film as one tar, for a phone or laptop that carries it where the box has no network. Sealed, as on the card.

The same film always gives the same bytes, so a download that broke off goes on where it was.
Source: POSIX.1-1988 ustar; RFC 9110 section 14 for ranges.
"""

import hashlib
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import msgspec

from appliance.errors import BoxError
from appliance.films.contents import objects

CHUNK = 256 * 1024
BLOCK = 512
END = bytes(2 * BLOCK)
TYPE = "application/x-tar"


class NoSuchRange(BoxError):
    """A range of a bundle beyond its end."""

    sentence = "The bundle has {size} bytes, and none of those. Begin again without a range."
    code, exit, http = "range", 2, 416


class Piece(msgspec.Struct, frozen=True):
    """A run of bytes of the tar: given ones, or a file's. `size` in bytes."""

    size: int
    data: bytes = b""
    path: Path | None = None

    def read(self, start: int, stop: int) -> Iterator[bytes]:
        """Its bytes from `start` up to `stop`."""
        if self.path is None:
            yield self.data[start:stop]
            return
        with self.path.open("rb", buffering=0) as file:
            file.seek(start)
            while start < stop:
                if not (chunk := file.read(min(CHUNK, stop - start))):
                    raise OSError(f"{self.path.name} became shorter while it was read")
                start += len(chunk)
                yield chunk


class FilmBundle:
    """The tar of one closed film: `name` for a file, `size` in bytes, `tag` that changes when the film does."""

    def __init__(self, folder: Path) -> None:
        """Look at the film's files; none is read yet. Raises NotAFilm, FileNotFoundError."""
        self.name = f"{folder.name}.tar"
        self._pieces: list[Piece] = []
        for path in objects(folder):
            size = path.stat().st_size
            head, padding = _header(f"{folder.name}/{path.name}", size), bytes(-size % BLOCK)
            self._pieces += [Piece(len(head), head), Piece(size, path=path), Piece(len(padding), padding)]
        self._pieces.append(Piece(len(END), END))
        self.size = sum(piece.size for piece in self._pieces)
        signature = folder / "journal.sig"
        told = b"".join(piece.data for piece in self._pieces) + (signature.read_bytes() if signature.exists() else b"")
        self.tag = hashlib.sha256(told).hexdigest()[:32]

    def read(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, a chunk at a time."""
        last = self.size if stop is None else stop
        begins = accumulate((piece.size for piece in self._pieces), initial=0)
        for piece, begin in zip(self._pieces, begins, strict=False):
            if begin < last and begin + piece.size > start:
                yield from piece.read(max(0, start - begin), min(piece.size, last - begin))


def _header(name: str, size: int) -> bytes:
    import tarfile  # noqa: PLC0415 - with every compression there is, and a box should start soon

    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o640
    return info.tobuf(tarfile.USTAR_FORMAT)
