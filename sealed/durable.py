"""Writes that survive a power cut: a folder, and the few operations on the disk below it.

The order is borrowed from databases: new bytes go to a temporary file, are flushed, take their name by a rename, and
the folder is flushed. After each call of `Folder` returns, a cut at any later instant keeps what it wrote.
"""

import os
import secrets
from pathlib import Path
from typing import Self

from sealed.disk import Bytes, Disk, native

TEMPORARY = ".tmp"
BLOCK = 1 << 20


def make_folder(path: Path, disk: Disk) -> None:
    """Make a folder that is not there, and flush its name."""
    if not path.is_dir():
        disk.make_folder(path)
        with Folder(path.parent, disk) as above:
            above.sync()


class Folder:
    """An open folder whose files are written durably. Close it after use; closing twice does no harm."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self.disk = disk or native()
        self._handle = self.disk.open_folder(path)
        self._open = True

    def put(self, name: str, data: Bytes) -> None:
        """Write a whole file under `name`: it appears complete or not at all. Two flushes."""
        self.put_loosely(name, data)
        self.sync()

    def put_loosely(self, name: str, data: Bytes) -> None:
        """As `put`, but the name itself lasts only from the next `sync` on."""
        self.stage(name, data)
        self.disk.rename(self._handle, name + TEMPORARY, name)

    def stage(self, name: str, data: Bytes) -> None:
        """Write and flush a file that has not its name yet, but `NAME.tmp`."""
        file = self.disk.create(self._handle, name + TEMPORARY)
        try:
            self.disk.write(file, data)
            self.disk.sync(file)
        finally:
            os.close(file)

    def appender(self, name: str) -> "Appender":
        """Open an existing file to append to it."""
        return Appender(self.disk, self.disk.append_to(self._handle, name))

    def remove(self, name: str) -> None:
        """Unlink `name`; lasting from the next `sync` on."""
        self.disk.remove(self._handle, name)

    def rename(self, old: str, new: str) -> None:
        """Rename within the folder; lasting from the next `sync` on."""
        self.disk.rename(self._handle, old, new)

    def sync(self) -> None:
        """Flush the folder: its names last from here on."""
        self.disk.sync_folder(self._handle)

    def overwrite(self, name: str, size: int) -> None:
        """Write random bytes over the `size` bytes that a file has, and flush them. Flash may keep the old ones."""
        file = self.disk.open_over(self._handle, name)
        try:
            for at in range(0, size, BLOCK):
                self.disk.write(file, secrets.token_bytes(min(BLOCK, size - at)))
            self.disk.sync(file)
        finally:
            os.close(file)

    @property
    def handle(self) -> int:
        """For the calls of `disk`."""
        return self._handle

    def close(self) -> None:
        """Close the folder."""
        if self._open:
            self._open = False
            self.disk.close_folder(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Appender:
    """A file that grows at its end."""

    def __init__(self, disk: Disk, file: int) -> None:
        self._disk = disk
        self._file = file
        self._open = True

    def append(self, data: bytes) -> None:
        """Add `data` and flush it."""
        self._disk.write(self._file, data)
        self._disk.sync(self._file)

    def close(self) -> None:
        """Close the file. Idempotent."""
        if self._open:
            self._open = False
            os.close(self._file)
