"""A film on its way in: a folder that takes the film's name only when everything in it was judged and flushed."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from desk.destroy import destroy
from desk.imports.names import largest
from desk.replacing import put_in_place
from sealed.disk import Disk
from sealed.durable import TEMPORARY, Folder
from sealed.errors import Damaged
from sealed.film.facts import FILM_ID


class Incoming:
    """`folder` is `.NAME.tmp` among the desk's films, and empty at first. Hold `DeskFolder.importing` meanwhile."""

    def __init__(self, films: Path, name: str, disk: Disk) -> None:
        """`name`: what a source calls it, which need not be the name of a file here. Raises OSError."""
        self.folder = films / f".{name if FILM_ID.fullmatch(name) else 'film'}{TEMPORARY}"
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
        """Give the folder the film's name, durably. A copy that has the name is destroyed once this one has it."""
        with Folder(self.folder, self._disk) as files:
            files.sync()
        put_in_place(self.folder.parent, self.folder.name, film, self._disk)
        return self.folder.parent / film

    def drop(self) -> None:
        """Remove it."""
        destroy(self.folder, self._disk)
