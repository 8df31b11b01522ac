"""A film on its way in: a folder that takes the film's name only when everything in it was judged and flushed."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from desk.destroy import destroy
from desk.imports.names import largest
from sealed.disk import Disk
from sealed.durable import TEMPORARY, Folder
from sealed.errors import Damaged


class Incoming:
    """`folder` is `.NAME.tmp` among the desk's films, and empty at first."""

    def __init__(self, films: Path, name: str, disk: Disk) -> None:
        """Raises OSError."""
        self.folder = films / f".{name[:100]}{TEMPORARY}"
        self._disk = disk
        self.drop()
        disk.make_folder(self.folder)

    def write(self, name: str, chunks: Iterable[bytes]) -> Iterator[int]:
        """Write and flush a file; yields the size of each piece. Raises Damaged if it is larger than it may be."""
        left = largest(name) or 0
        with Folder(self.folder, self._disk) as files:
            file = files.disk.create(files.handle, name)
            try:
                for chunk in chunks:
                    left -= len(chunk)
                    if left < 0:
                        raise Damaged(f"{name} is far too long.")
                    files.disk.write(file, chunk)
                    yield len(chunk)
                files.disk.sync(file)
            finally:
                os.close(file)

    def keep(self, film: str) -> Path:
        """Give the folder the film's name, durably."""
        with Folder(self.folder, self._disk) as files:
            files.sync()
        with Folder(self.folder.parent, self._disk) as films:
            films.rename(self.folder.name, film)
            films.sync()
        return self.folder.parent / film

    def drop(self) -> None:
        """Remove it."""
        destroy(self.folder, self._disk)
