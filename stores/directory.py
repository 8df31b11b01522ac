"""A folder opened without following any link, and held open: its path cannot be swapped in the meantime.

Each component is opened with O_NOFOLLOW, as openat2 does with RESOLVE_NO_SYMLINKS and RESOLVE_BENEATH.
"""

import contextlib
import errno
import os
import shutil
import stat
from pathlib import Path
from typing import Self

from sealed.disk import CLOEXEC, DIRECTORY, NOFOLLOW

NONBLOCK = getattr(os, "O_NONBLOCK", 0)
ENTER = os.O_RDONLY | DIRECTORY | NOFOLLOW | CLOEXEC
NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}


class LinkInPath(OSError):
    """A component of the path is a symbolic link."""


class Directory:
    """An open folder, to be closed after use.

    Files and folders created here get no execute bit, and no permission that the folder at the top (`policy`, a mode)
    lacks.
    """

    def __init__(self, handle: int, path: str, policy: int | None = None) -> None:
        self._handle, self._path = handle, path
        about = os.fstat(handle)
        self.device = about.st_dev
        self._policy = stat.S_IMODE(about.st_mode) if policy is None else policy

    def close(self) -> None:
        """Idempotent."""
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @classmethod
    def open(cls, path: Path) -> Self:
        """The folder at an absolute path. Raises OSError."""
        here = cls(os.open(path.anchor, ENTER), path.anchor, 0)
        for name in path.parts[1:]:
            with here:
                here = cls(here._enter(name), f"{here._path.rstrip('/')}/{name}")
        return here

    def enter(self, path: str, make: bool = False) -> "Directory":
        """A folder below, `a/b`; with `make`, missing folders are created."""
        here = Directory(os.dup(self._handle), self._path, self._policy)
        for name in path.split("/") if path else ():
            with here:
                if name in ("", ".", ".."):
                    raise OSError(errno.EINVAL, "not the name of a folder")
                if make:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(name, self._policy & 0o777, dir_fd=here._handle)
                here = Directory(here._enter(name), f"{here._path.rstrip('/')}/{name}", self._policy)
        return here

    def _enter(self, name: str) -> int:
        try:
            return os.open(name, ENTER, dir_fd=self._handle)
        except OSError:
            self._refuse_link(name)
            raise

    def _refuse_link(self, name: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            if stat.S_ISLNK(os.stat(name, dir_fd=self._handle, follow_symlinks=False).st_mode):
                raise LinkInPath(errno.ELOOP, f"{self._path.rstrip('/')}/{name} is a link")

    def files(self) -> dict[str, int]:
        """Names and sizes of the regular files."""
        with os.scandir(self._handle) as entries:
            found = {entry.name: entry.stat(follow_symlinks=False) for entry in entries}
        return {name: about.st_size for name, about in found.items() if stat.S_ISREG(about.st_mode)}

    def folders(self) -> list[str]:
        """Names of the folders, in order; a link to one is none."""
        with os.scandir(self._handle) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))

    def has(self, name: str) -> bool:
        """Whether the name exists, whatever it is."""
        try:
            os.stat(name, dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def create(self, name: str) -> int:
        """A new file for writing; returns its descriptor."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | CLOEXEC | NOFOLLOW
        return os.open(name, flags, self._policy & 0o666, dir_fd=self._handle)

    def open_file(self, name: str) -> int:
        """A file for reading; returns its descriptor. Raises LinkInPath for a link; does not block on a pipe."""
        try:
            return os.open(name, os.O_RDONLY | CLOEXEC | NOFOLLOW | NONBLOCK, dir_fd=self._handle)
        except FileNotFoundError:
            raise
        except OSError:
            self._refuse_link(name)
            raise

    def take_name(self, part: str, final: str) -> bool:
        """Give a finished file its final name, unless that is taken; returns whether it was free."""
        try:
            self._link(part, final)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            # A disk without hard links is used by one box at a time: nobody else takes the name in between.
            if self.has(final):
                return False
            self.rename(part, final)
            return True
        self.remove(part)
        return True

    def _link(self, old: str, new: str) -> None:
        os.link(old, new, src_dir_fd=self._handle, dst_dir_fd=self._handle, follow_symlinks=False)

    def rename(self, old: str, new: str) -> None:
        """Rename a file over whatever has the new name."""
        os.rename(old, new, src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def remove(self, name: str) -> None:
        """Unlink a file if it exists."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._handle)

    def remove_folder(self, name: str) -> None:
        """Remove a folder if it exists and is empty."""
        with contextlib.suppress(OSError):
            os.rmdir(name, dir_fd=self._handle)

    def sync(self) -> None:
        """Make the names in it durable (fsync)."""
        try:
            os.fsync(self._handle)
        except OSError as error:
            if error.errno != errno.EINVAL:  # some network and FUSE file systems have no fsync for folders
                raise

    def check(self) -> None:
        """Raise OSError if the folder no longer exists."""
        if os.fstat(self._handle).st_nlink == 0:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    def free(self) -> int:
        """Bytes that can still be written."""
        return shutil.disk_usage(self._handle).free
