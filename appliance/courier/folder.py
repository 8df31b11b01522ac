"""A store that is a folder: a USB disk, a mounted share, a path. Asks nothing of it that FAT lacks.

An object is written as NAME.part, fsynced, and renamed within its folder. No hard links, no modes, no owners.
"""

import asyncio
import contextlib
import errno
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from appliance.courier.errors import CardUnreadable, FilmGone, Missing, StoreAway, StoreFull, StoreRefuses
from appliance.courier.store import CHUNK, Item

PART = ".part"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


class FolderStore:
    """A folder that exists already: one made here could be a mount point without its disk, on the box's own card."""

    parallel = 1

    def __init__(self, root: Path) -> None:
        self.root = root
        self.name = root.absolute().as_uri()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["FolderSession"]:
        """Check that the folder is there. Raises StoreAway."""
        if not await asyncio.to_thread(self.root.is_dir):
            raise StoreAway(store=self.name, cause="there is no such folder")
        yield FolderSession(self.root, self.name)


class FolderSession:
    """Films as folders below `root`. Blocking work is done in threads."""

    def __init__(self, root: Path, store: str) -> None:
        self.root = root
        self.store = store

    async def listing(self, film: str) -> dict[str, int]:
        """Names and sizes of what is there; unfinished parts are not."""
        return await asyncio.to_thread(self._listing, film)

    async def claim(self, film: str, item: Item) -> bool:
        """Put `item` unless its name is taken."""
        if item.name in await self.listing(film):
            return False
        await self.put(film, item)
        return True

    async def put(self, film: str, item: Item) -> None:
        """Copy, fsync, rename."""
        await asyncio.to_thread(self._put, film, item)

    async def settle(self, film: str) -> None:
        """Fsync the folders, so that the names survive too."""
        await asyncio.to_thread(self._settle, film)

    async def read(self, film: str, name: str) -> AsyncIterator[bytes]:
        """The bytes from the disk, not from the page cache."""
        file = await asyncio.to_thread(self._open, film, name)
        try:
            while chunk := await asyncio.to_thread(self._chunk, file):
                yield chunk
        finally:
            os.close(file)

    def _listing(self, film: str) -> dict[str, int]:
        with told(self.store):
            try:
                entries = list(os.scandir(self.root / film))
            except FileNotFoundError:
                return {}
            return {e.name: e.stat().st_size for e in entries if e.is_file() and not e.name.endswith(PART)}

    def _put(self, film: str, item: Item) -> None:
        part = self.root / film / (item.name + PART)
        with told(self.store):
            part.parent.mkdir(exist_ok=True)
            target = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            for chunk in chunks(item):
                with told(self.store):
                    write_all(target, chunk)
            with told(self.store):
                os.fsync(target)
        finally:
            os.close(target)
        with told(self.store):
            part.replace(part.with_name(item.name))

    def _settle(self, film: str) -> None:
        with told(self.store):
            for folder in (self.root / film, self.root):
                fsync_folder(folder)

    def _open(self, film: str, name: str) -> int:
        with told(self.store):
            try:
                file = os.open(self.root / film / name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError as error:
                if self.root.is_dir():
                    raise Missing(name) from error
                raise
            with contextlib.suppress(OSError):
                # What was just written still lies in memory; only the disk's own copy proves anything.
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            return file

    def _chunk(self, file: int) -> bytes:
        with told(self.store):
            return os.read(file, CHUNK)


@contextmanager
def told(store: str) -> Iterator[None]:
    """Every OSError of the store as one of the courier's errors."""
    try:
        yield
    except OSError as error:
        kind = StoreFull if error.errno in FULL else StoreRefuses if error.errno in REFUSED else StoreAway
        raise kind(store=store, cause=error.strerror or str(error)) from error


def chunks(item: Item) -> Iterator[bytes]:
    """A film's file on the card in chunks. Raises CardUnreadable, FilmGone."""
    try:
        with item.path.open("rb", buffering=0) as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        if not item.path.parent.is_dir():
            raise FilmGone(film=item.path.parent.name) from error
        raise CardUnreadable(name=item.name, cause=error.strerror) from error


def write_all(file: int, chunk: bytes) -> None:
    """Write the whole chunk; a write may take less than it was given."""
    view = memoryview(chunk)
    while view:
        view = view[os.write(file, view) :]


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network and FUSE file systems have no fsync for folders
            raise
    finally:
        os.close(handle)
