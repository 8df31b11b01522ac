"""A store in a folder: a mounted share, a disk, a path. Needs nothing that FAT lacks.

An object is written as NAME.….part, fsynced, and renamed within its folder. No modes, no owners; a hard link where the
file system has them: the one way to take a name without replacing what another box put there meanwhile.
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from stores.address import Address
from stores.directory import Directory
from stores.errors import SameDisk, StoreAway
from stores.folder_session import FolderSession
from stores.path_directory import PathDirectory
from stores.system_errors import translate_errors


def at(address: Address) -> "FolderStore":
    """The store at `file:///path/to/folder`. Raises BadStore."""
    path = Path(address.path.removeprefix("/") if os.name == "nt" else address.path)
    if address.parts.netloc not in ("", "localhost") or not path.is_absolute() or path == Path(path.anchor):
        raise address.wrong("a folder is written as file:///path/to/folder")
    if ".." in path.parts or "\0" in address.path:
        raise address.wrong("it must not hold ..")
    address.query()
    return FolderStore(path, apart_from=address.rules.apart_from)


class FolderStore:
    """A folder that exists already: one made here could be a mount point without its disk, on the box's own card."""

    parallel = 1
    directory: type[Directory] = PathDirectory if os.name == "nt" else Directory

    def __init__(self, root: Path, name: str = "", apart_from: Path | None = None) -> None:
        """`apart_from`: the folder of the films; a store on the same file system is refused."""
        self.root = root.absolute()
        self.name = name or self.root.as_uri()
        self._apart_from = apart_from

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["FolderSession"]:
        """Open the folder. Raises StoreAway, ThroughLink, SameDisk."""
        session = FolderSession(await asyncio.to_thread(self.open_root), self.name)
        with contextlib.closing(session):
            yield session

    def present(self) -> bool:
        try:
            self.directory.open(self.root).close()
        except OSError:
            return False
        return True

    def open_root(self) -> Directory:
        """The folder itself, open. Raises CourierErrors."""
        with translate_errors(self.name):
            try:
                root = self.directory.open(self.root)
            except FileNotFoundError as error:
                raise StoreAway(store=self.name, cause="there is no such folder") from error
        keep_apart(root, self._apart_from, self.name)
        return root


def keep_apart(root: Directory, films: Path | None, store: str) -> None:
    """Raise SameDisk if the store is on the same file system as the films, which is the box's own card."""
    if films is None:
        return
    there = next(path for path in (films, *films.parents) if path.exists())
    if there.stat().st_dev == root.device:
        root.close()
        raise SameDisk(store=store)
