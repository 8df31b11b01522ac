"""A store that is a folder: a mounted share, a disk, a path. Asks nothing of it that FAT lacks.

An object is written as NAME.….part, fsynced, and renamed within its folder. No modes, no owners; a hard link where
there are any, because it is the one way to take a name without replacing what another box put there meanwhile.
"""

import asyncio
import contextlib
import errno
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from threading import Lock

from stores.address import Address
from stores.errors import NoSuchObject, StoreAway, StoreFull, StoreRefuses
from stores.local_file import chunks
from stores.store import CHUNK, Abilities, Item

PART = ".part"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}

ALONE = Lock()
"""One file at a time: FAT lays files down in pieces when two grow in turn and a name is looked at and taken at once."""


def at(address: Address) -> "FolderStore":
    """The store at `file:///path/to/folder`. Raises BadStore."""
    if address.parts.netloc not in ("", "localhost") or address.path[:1] != "/" or address.path == "/":
        raise address.wrong("a folder is written as file:///path/to/folder")
    address.query()
    return FolderStore(Path(address.path))


class FolderStore:
    """A folder that exists already: one made here could be a mount point without its disk, on the box's own card."""

    parallel = 1

    def __init__(self, root: Path, name: str = "") -> None:
        self.root = root
        self.name = name or root.absolute().as_uri()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator["FolderSession"]:
        """Check that the folder is there. Raises StoreAway."""
        if not await asyncio.to_thread(self.root.is_dir):
            raise StoreAway(store=self.name, cause="there is no such folder")
        yield FolderSession(self.root, self.name)

    def present(self) -> bool:
        """Whether the folder is there."""
        return self.root.is_dir()


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
        return await asyncio.to_thread(self._create, film, item)

    async def put(self, film: str, item: Item) -> None:
        """Copy, fsync, take the name if it is free."""
        await asyncio.to_thread(self._create, film, item)

    async def replace(self, film: str, item: Item) -> None:
        """Copy, fsync, rename over what is there."""
        await asyncio.to_thread(self._replace, film, item)

    async def settle(self, film: str) -> None:
        """Clear away the parts of earlier attempts, and fsync the folders, so that the names survive too."""
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
        """Unlink, and remove the folder if nothing else is in it."""
        await asyncio.to_thread(self._remove, film, name)

    async def abilities(self) -> Abilities:
        """A folder flushes; it takes no hashes."""
        return Abilities(flushes=True)

    def _listing(self, film: str) -> dict[str, int]:
        with told(self.store):
            try:
                entries = list(os.scandir(self.root / film))
            except FileNotFoundError:
                return {}
            return {e.name: e.stat().st_size for e in entries if e.is_file() and not e.name.endswith(PART)}

    def _create(self, film: str, item: Item) -> bool:
        final = self.root / film / item.name
        with ALONE:
            with told(self.store):
                if final.exists():
                    return False
            part = self._write(film, item)
            with told(self.store):
                taken = not take_name(part, final)
                if taken:
                    part.unlink()
            return not taken

    def _replace(self, film: str, item: Item) -> None:
        with ALONE:
            part = self._write(film, item)
            with told(self.store):
                part.replace(self.root / film / item.name)

    def _write(self, film: str, item: Item) -> Path:
        # A name of its own: a thread of an attempt that was broken off may still be writing.
        part = self.root / film / f"{item.name}.{secrets.token_hex(4)}{PART}"
        with told(self.store):
            part.parent.mkdir(exist_ok=True)
            target = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            for chunk in chunks(item):
                with told(self.store):
                    write_all(target, chunk)
            with told(self.store):
                os.fsync(target)
        except (StoreAway, StoreRefuses):
            self._look_for_room(item)
            raise
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()  # on a full disk it would stand in its own way
            raise
        finally:
            os.close(target)
        return part

    def _look_for_room(self, item: Item) -> None:
        """Raise StoreFull if that may be why: some drivers have other words for it."""
        with told(self.store):
            disk = os.statvfs(self.root)
        if disk.f_bavail * disk.f_frsize < item.size:
            raise StoreFull(store=self.store, cause=f"{disk.f_bavail * disk.f_frsize} bytes left")

    def _settle(self, film: str) -> None:
        with told(self.store):
            for part in (self.root / film).glob(f"*{PART}"):
                part.unlink(missing_ok=True)
            for folder in (self.root / film, self.root):
                fsync_folder(folder)

    def _open(self, film: str, name: str) -> int:
        with told(self.store):
            try:
                file = os.open(self.root / film / name, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            except FileNotFoundError as error:
                if self.root.is_dir():
                    raise NoSuchObject(store=self.store, name=name) from error
                raise
            with contextlib.suppress(OSError):
                # What was just written still lies in memory; only the disk's own copy proves anything.
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            return file

    def _chunk(self, file: int) -> bytes:
        with told(self.store):
            return os.read(file, CHUNK)

    def _remove(self, film: str, name: str) -> None:
        with told(self.store):
            (self.root / film / name).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                (self.root / film).rmdir()


@contextmanager
def told(store: str) -> Iterator[None]:
    """Every OSError of the store as one of the courier's errors."""
    try:
        yield
    except OSError as error:
        kind = StoreFull if error.errno in FULL else StoreRefuses if error.errno in REFUSED else StoreAway
        raise kind(store=store, cause=error.strerror or str(error)) from error


def take_name(part: Path, final: Path) -> bool:
    """Give a finished part its final name, unless that is taken; whether it was free."""
    try:
        os.link(part, final)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        # A disk without links is a disk that one box at a time has: only we could come in between, and we do not.
        if final.exists():
            return False
        part.rename(final)
        return True
    part.unlink()
    return True


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
