"""The operating system's calls below a durable write, one method each, for systems with and without folder handles."""

import os
import sys
from itertools import count
from pathlib import Path
from typing import TypeAlias

Bytes: TypeAlias = bytes | bytearray | memoryview

NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
CLOEXEC = getattr(os, "O_CLOEXEC", 0)
DIRECTORY = getattr(os, "O_DIRECTORY", 0)
BINARY = getattr(os, "O_BINARY", 0)
NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NOFOLLOW | CLOEXEC | BINARY
GROW = os.O_WRONLY | os.O_APPEND | NOFOLLOW | CLOEXEC | BINARY
OVER = os.O_WRONLY | NOFOLLOW | CLOEXEC | BINARY
READ = os.O_RDONLY | NOFOLLOW | CLOEXEC | BINARY


class Disk:
    """Works below an open folder (POSIX). A test may count the calls, record them or stop before one.

    `file_mode` and `folder_mode` are what new files and folders get.
    """

    file_mode = 0o640
    folder_mode = 0o750

    def make_folder(self, path: Path) -> None:
        """Make a folder that was not there."""
        path.mkdir(self.folder_mode)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def open_folder(self, path: Path) -> int:
        """A handle for the calls below."""
        return os.open(path, os.O_RDONLY | DIRECTORY | CLOEXEC)

    def close_folder(self, folder: int) -> None:
        """Let go of the handle."""
        os.close(folder)

    def create(self, folder: int, name: str) -> int:
        """Open `name` for writing, truncated."""
        return os.open(name, NEW, self.file_mode, dir_fd=folder)

    def append_to(self, folder: int, name: str) -> int:
        """Open `name` so that each write goes to its end."""
        return os.open(name, GROW, dir_fd=folder)

    def open_over(self, folder: int, name: str) -> int:
        """Open `name` to write over the bytes that it has."""
        return os.open(name, OVER, dir_fd=folder)

    def open_to_read(self, folder: int, name: str, flags: int = 0) -> int:
        """Open `name` to read it; `flags` beside the usual ones."""
        return os.open(name, READ | flags, dir_fd=folder)

    def write(self, file: int, data: Bytes) -> None:
        """Write all of `data`."""
        rest = memoryview(data).cast("B")
        while rest:
            rest = rest[os.write(file, rest) :]

    def sync(self, file: int) -> None:
        """Flush a file to the medium."""
        os.fsync(file)

    def sync_folder(self, folder: int) -> None:
        """Flush a folder's names to the medium."""
        self.sync(folder)

    def rename(self, folder: int, old: str, new: str) -> None:
        """Rename a file of the folder; replaces a file of that name."""
        os.rename(old, new, src_dir_fd=folder, dst_dir_fd=folder)

    def remove(self, folder: int, name: str) -> None:
        """Unlink a file of the folder."""
        os.unlink(name, dir_fd=folder)


class PathDisk(Disk):
    """Works by paths, for Windows: there a folder has no handle, and is not flushed, but a rename can be.

    Links are not followed on a POSIX system either; on Windows only an administrator can make one.
    """

    def __init__(self) -> None:
        self._paths: dict[int, Path] = {}
        self._next = count(1)

    def open_folder(self, path: Path) -> int:
        """A number that stands for the path."""
        if not path.is_dir():
            raise NotADirectoryError(20, "Not a directory", str(path))
        handle = next(self._next)
        self._paths[handle] = path.absolute()
        return handle

    def close_folder(self, folder: int) -> None:
        """Forget the number."""
        del self._paths[folder]

    def create(self, folder: int, name: str) -> int:
        """By path."""
        return os.open(self._paths[folder] / name, NEW, self.file_mode)

    def append_to(self, folder: int, name: str) -> int:
        """By path."""
        return os.open(self._paths[folder] / name, GROW)

    def open_over(self, folder: int, name: str) -> int:
        """By path."""
        return os.open(self._paths[folder] / name, OVER)

    def open_to_read(self, folder: int, name: str, flags: int = 0) -> int:
        """By path."""
        return os.open(self._paths[folder] / name, READ | flags)

    def sync_folder(self, folder: int) -> None:
        """Nothing to do: each rename was flushed by itself."""

    def rename(self, folder: int, old: str, new: str) -> None:
        """Rename, and return when the medium has it."""
        _move(self._paths[folder] / old, self._paths[folder] / new)

    def remove(self, folder: int, name: str) -> None:
        """By path."""
        (self._paths[folder] / name).unlink()


def native() -> Disk:
    """The disk of this system."""
    return PathDisk() if sys.platform == "win32" else Disk()


if sys.platform == "win32":
    import ctypes

    _REPLACE_EXISTING, _WRITE_THROUGH = 1, 8

    def _move(old: Path, new: Path) -> None:
        # os.replace gives no MOVEFILE_WRITE_THROUGH, without which the name may be lost in a power cut
        move = ctypes.WinDLL("kernel32", use_last_error=True).MoveFileExW
        if not move(str(old), str(new), _REPLACE_EXISTING | _WRITE_THROUGH):
            raise ctypes.WinError(ctypes.get_last_error())
else:

    def _move(old: Path, new: Path) -> None:
        old.replace(new)
