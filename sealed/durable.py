"""Writes that survive a power cut: a folder, and the few operations on the disk below it.

The order is borrowed from databases: new bytes go to a temporary file, are flushed, take their name by a rename, and
the folder is flushed. After each call of `Folder` returns, a cut at any later instant keeps what it wrote.
"""

import os
from pathlib import Path
from typing import Self, TypeAlias

Bytes: TypeAlias = bytes | bytearray | memoryview
TEMPORARY = ".tmp"


class Disk:
    """The operating system's calls, one method each, so that a test can count them, record them or stop before one."""

    def make_folder(self, path: Path) -> None:
        """Make a folder that was not there, for its owner and group."""
        path.mkdir(0o750)

    def create(self, folder: int, name: str) -> int:
        """Open `name` for writing, truncated."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(name, flags, 0o640, dir_fd=folder)

    def append_to(self, folder: int, name: str) -> int:
        """Open `name` so that each write goes to its end."""
        return os.open(name, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)

    def write(self, file: int, data: Bytes) -> None:
        """Write all of `data`."""
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[os.write(file, rest) :]

    def sync(self, file: int) -> None:
        """Flush a file or a folder to the medium."""
        os.fsync(file)

    def rename(self, folder: int, old: str, new: str) -> None:
        """Rename a file of the folder; replaces a file of that name."""
        os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)

    def remove(self, folder: int, name: str) -> None:
        """Unlink a file of the folder."""
        os.unlink(name, dir_fd=folder)


class Folder:
    """An open folder whose files are written durably. Close it after use; closing twice does no harm."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self.disk = disk or Disk()
        self._handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._open = True

    def put(self, name: str, data: Bytes) -> None:
        """Write a whole file under `name`: it appears complete or not at all. Two flushes."""
        self.put_loosely(name, data)
        self.sync()

    def put_loosely(self, name: str, data: Bytes) -> None:
        """As `put`, but the name itself lasts only from the next `sync` on."""
        temporary = name + TEMPORARY
        file = self.disk.create(self._handle, temporary)
        try:
            self.disk.write(file, data)
            self.disk.sync(file)
        finally:
            os.close(file)
        self.disk.rename(self._handle, temporary, name)

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
        self.disk.sync(self._handle)

    def close(self) -> None:
        """Close the folder."""
        if self._open:
            self._open = False
            os.close(self._handle)

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
