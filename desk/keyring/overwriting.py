"""A file that is replaced whole, and whose old states are written over: one state of it is on the disk at any time.

Flash may keep a block that was written over. What protects an erased case is that the keyring is bound to a secret of
the computer, which is renewed; this only makes old states harder to come by.
"""

import os
from contextlib import suppress
from pathlib import Path

from desk.errors import KeyringDamaged
from sealed.disk import Disk, native
from sealed.durable import TEMPORARY, Folder
from sealed.errors import Damaged, Missing
from sealed.film.objects import read_small

OLD = ".old"


class OverwrittenFile:
    """Not safe to use from two threads or programs at once: hold the desk's lock.

    Beside it lies at times what it was, or will be, under its name with an ending. `mark`, in a folder that is not the
    desk's own, makes the endings of one file known: those of no other are touched.
    """

    def __init__(self, path: Path, disk: Disk | None = None, mark: str = "") -> None:
        self.path = path
        self._disk = disk or private()
        self._mark = mark

    def read(self, longest: int) -> bytes | None:
        """All of it; None if there is none. Raises KeyringDamaged, OSError."""
        self.settle()
        try:
            return read_small(self.path, longest)
        except Missing:
            return None
        except Damaged as error:
            raise KeyringDamaged(cause=error.cause.removesuffix(".")) from error

    def write(self, data: bytes) -> None:
        """Replace it. A power cut leaves the old state or the new one. Raises OSError."""
        self.settle()
        name, marked = self.path.name, self.path.name + self._mark
        with Folder(self.path.parent, self._disk) as folder:
            folder.stage(marked, data)
            if self.path.exists():
                folder.rename(name, marked + OLD)
            folder.rename(marked + TEMPORARY, name)
            folder.sync()
        self.settle()

    def create(self, data: bytes) -> None:
        """Write it where none is, also if somebody makes one meanwhile. Raises FileExistsError, OSError."""
        marked = self.path.name + self._mark
        with Folder(self.path.parent, self._disk) as folder:
            folder.stage(marked, data)
            try:
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, self._disk.file_mode))
            except FileExistsError:
                _destroy(folder, self.path.with_name(marked + TEMPORARY))
                raise
            folder.rename(marked + TEMPORARY, self.path.name)
            folder.sync()

    def settle(self) -> None:
        """Finish what a cut broke off: the newest state that took the file's name is the one that counts."""
        name = self.path.name
        old, new = (self.path.with_name(name + self._mark + ending) for ending in (OLD, TEMPORARY))
        if not (old.exists() or new.exists()):
            return
        if new.exists() and self.path.is_file() and not self.path.stat().st_size:
            self.path.unlink()  # `create` had taken the name, and no more
        with Folder(self.path.parent, self._disk) as folder:
            if old.exists() and not self.path.exists():
                folder.rename(old.name, name)
            for leftover in (old, new):
                if leftover.exists():
                    _destroy(folder, leftover)
            folder.sync()

    def destroy(self) -> None:
        """Overwrite and remove it, if it is there."""
        self.settle()
        with suppress(FileNotFoundError), Folder(self.path.parent, self._disk) as folder:
            _destroy(folder, self.path)
            folder.sync()


def private() -> Disk:
    """A disk of this system on which new files are for their owner alone."""
    disk = native()
    disk.file_mode, disk.folder_mode = 0o600, 0o700
    return disk


def _destroy(folder: Folder, path: Path) -> None:
    folder.overwrite(path.name, path.stat().st_size)
    folder.remove(path.name)
