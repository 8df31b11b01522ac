"""A folder by its path, for Windows, which has no folder handles. Links and junctions in it are not followed."""

import contextlib
import errno
import os
import shutil
import stat
from pathlib import Path
from typing import Self

from sealed.disk import BINARY
from stores.directory import Directory, LinkInPath

REPARSE = 0x400  # FILE_ATTRIBUTE_REPARSE_POINT: links, junctions, mount points


class PathDirectory(Directory):
    """As `Directory`; somebody who may change the folders above could exchange one while it is used."""

    def __init__(self, path: Path) -> None:
        self._folder = path
        self.device = path.stat().st_dev

    def close(self) -> None:
        """Nothing is open."""

    @classmethod
    def open(cls, path: Path) -> Self:
        here = cls(_checked(Path(path.anchor)))
        for name in path.parts[1:]:
            here = cls(_checked(here._folder / name))
        return here

    def enter(self, path: str, make: bool = False) -> "PathDirectory":
        here = self._folder
        for name in path.split("/") if path else ():
            if name in ("", ".", "..") or "\\" in name or ":" in name:
                raise OSError(errno.EINVAL, "not the name of a folder")
            if make:
                with contextlib.suppress(FileExistsError):
                    (here / name).mkdir()
            here = _checked(here / name)
        return PathDirectory(here)

    def files(self) -> dict[str, int]:
        with os.scandir(self._folder) as entries:
            found = {entry.name: entry.stat(follow_symlinks=False) for entry in entries}
        return {name: about.st_size for name, about in found.items() if stat.S_ISREG(about.st_mode)}

    def folders(self) -> list[str]:
        with os.scandir(self._folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))

    def has(self, name: str) -> bool:
        return os.path.lexists(self._folder / name)

    def create(self, name: str) -> int:
        return os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, 0o666)

    def open_file(self, name: str) -> int:
        path = self._folder / name
        if not stat.S_ISREG(path.lstat().st_mode):
            raise LinkInPath(errno.ELOOP, f"{path} is no plain file")
        return os.open(path, os.O_RDONLY | BINARY)

    def _link(self, old: str, new: str) -> None:
        os.link(self._folder / old, self._folder / new)

    def rename(self, old: str, new: str) -> None:
        (self._folder / old).replace(self._folder / new)

    def remove(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def remove_folder(self, name: str) -> None:
        with contextlib.suppress(OSError):
            (self._folder / name).rmdir()

    def sync(self) -> None:
        """Windows flushes no folders."""

    def check(self) -> None:
        if not self._folder.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def free(self) -> int:
        return shutil.disk_usage(self._folder).free


def _checked(path: Path) -> Path:
    """A folder that is no link. Raises LinkInPath, OSError."""
    about = path.lstat()
    if stat.S_ISLNK(about.st_mode) or getattr(about, "st_file_attributes", 0) & REPARSE:
        raise LinkInPath(errno.ELOOP, f"{path} is a link")
    if not stat.S_ISDIR(about.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    return path
