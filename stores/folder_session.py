"""An open folder of films: objects are written under a name of their own, flushed, and renamed."""

import asyncio
import contextlib
import os
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from threading import Lock

from stores.directory import Directory
from stores.errors import NoSuchObject, StoreAway, StoreFailed, StoreFull, StoreRefuses
from stores.local_file import chunks
from stores.store import CHUNK, Abilities, Item, Version
from stores.system_errors import translate_errors

PART = ".part"

ALONE = Lock()
"""One file at a time: FAT interleaves files that grow in turn, and looks at and takes a name in two steps."""


class FolderSession:
    """Films as folders below `root`. Blocking calls run in threads, which may outlive a cancelled call."""

    def __init__(self, root: Directory, store: str) -> None:
        self.store = store
        self._root, self._lock = root, Lock()
        self._working, self._over = 0, False

    def close(self) -> None:
        """Close the folder as soon as no thread uses it."""
        with self._lock:
            self._over = True
            self._close_if_idle()

    async def listing(self, film: str) -> dict[str, int]:
        """Names and sizes of the objects; unfinished parts are left out."""
        return await asyncio.to_thread(self._listing, film)

    async def claim(self, film: str, item: Item) -> bool:
        """Put `item` unless its name is taken; returns whether it was put."""
        return await asyncio.to_thread(self._create, film, item)

    async def put(self, film: str, item: Item) -> None:
        """Copy, fsync, take the name if it is free."""
        await asyncio.to_thread(self._create, film, item)

    async def replace(self, film: str, item: Item) -> None:
        """Copy, fsync, rename over what is there."""
        await asyncio.to_thread(self._replace, film, item)

    async def settle(self, film: str) -> None:
        """Remove the parts of earlier attempts, and fsync the folders so that the names survive a power cut."""
        await asyncio.to_thread(self._settle, film)

    async def read(self, film: str, name: str) -> AsyncIterator[bytes]:
        """The bytes from the disk, not from the page cache."""
        file = await asyncio.to_thread(self._open, film, name)
        try:
            while chunk := await asyncio.to_thread(self._chunk, file):
                yield chunk
        finally:
            os.close(file)

    async def remove(self, film: str, name: str) -> None:
        """Unlink, and remove the folder if it is empty then."""
        await asyncio.to_thread(self._remove, film, name)

    async def abilities(self) -> Abilities:
        """A folder flushes; it does not check hashes."""
        return Abilities(flushes=True, creates_only=True)

    async def folders(self, path: str) -> list[str]:
        return await asyncio.to_thread(self._folders, path)

    async def versions(self, film: str) -> list[Version]:
        """What is there, unfinished parts too."""
        return [Version(name, size) for name, size in (await asyncio.to_thread(self._files, film)).items()]

    async def delete(self, film: str, version: Version) -> None:
        """Unlink it."""
        await self.remove(film, version.name)

    def _folders(self, path: str) -> list[str]:
        with self._at_work() as root:
            try:
                with root.enter(path) as folder:
                    return folder.folders()
            except FileNotFoundError:
                root.check()
                return []

    def _listing(self, film: str) -> dict[str, int]:
        return {name: size for name, size in self._files(film).items() if not name.endswith(PART)}

    def _files(self, film: str) -> dict[str, int]:
        with self._at_work() as root:
            try:
                with root.enter(film) as folder:
                    return folder.files()
            except FileNotFoundError:
                root.check()  # a missing film is one case, a missing disk another
                return {}

    def _create(self, film: str, item: Item) -> bool:
        with ALONE, self._at_work() as root, root.enter(film, make=True) as folder:
            if folder.has(item.name):
                return False
            part = self._write(folder, item)
            free = folder.take_name(part, item.name)
            if not free:
                folder.remove(part)
            return free

    def _replace(self, film: str, item: Item) -> None:
        with ALONE, self._at_work() as root, root.enter(film, make=True) as folder:
            folder.rename(self._write(folder, item), item.name)

    def _write(self, folder: Directory, item: Item) -> str:
        # A name of its own: a thread of a cancelled attempt may still be writing.
        part = f"{item.name}.{secrets.token_hex(4)}{PART}"
        target = folder.create(part)
        try:
            with translate_errors(self.store):
                for chunk in chunks(item):
                    write_all(target, chunk)
                os.fsync(target)
        except (StoreAway, StoreFailed, StoreRefuses):
            if (free := folder.free()) < item.size:  # some drivers report a full disk by another errno
                raise StoreFull(store=self.store, cause=f"{free} bytes left") from None
            raise
        except BaseException:
            with contextlib.suppress(OSError):
                folder.remove(part)  # on a full disk a partial part would take the room that the next attempt needs
            raise
        finally:
            os.close(target)
        return part

    def _settle(self, film: str) -> None:
        with self._at_work() as root:
            try:
                with root.enter(film) as folder:
                    for name in folder.files():
                        if name.endswith(PART):
                            folder.remove(name)
                    folder.sync()
            except FileNotFoundError:
                root.check()  # nothing of this film is there
            root.sync()

    def _open(self, film: str, name: str) -> int:
        with self._at_work() as root:
            try:
                with root.enter(film) as folder:
                    file = folder.open_file(name)
            except FileNotFoundError as error:
                root.check()
                raise NoSuchObject(store=self.store, name=name) from error
            if sys.platform == "linux":
                with contextlib.suppress(OSError):
                    # What was just written is in the page cache; only a read from the disk itself proves anything.
                    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            return file

    def _chunk(self, file: int) -> bytes:
        with translate_errors(self.store):
            return os.read(file, CHUNK)

    def _remove(self, film: str, name: str) -> None:
        above, _, last = film.rpartition("/")
        with self._at_work() as root, contextlib.suppress(FileNotFoundError), root.enter(above) as parent:
            with parent.enter(last) as folder:
                folder.remove(name)
            parent.remove_folder(last)

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[Directory]:
        """The root, which stays open for as long as the body runs. Raises CourierErrors only."""
        with self._lock:
            if self._over:
                raise StoreAway(store=self.store, cause="the connection is closed")
            self._working += 1
        try:
            with translate_errors(self.store):
                yield self._root
        finally:
            with self._lock:
                self._working -= 1
                self._close_if_idle()

    def _close_if_idle(self) -> None:
        if self._over and not self._working:
            self._root.close()


def write_all(file: int, chunk: bytes) -> None:
    """Write the whole chunk: a write may be partial."""
    view = memoryview(chunk)
    while view:
        view = view[os.write(file, view) :]
