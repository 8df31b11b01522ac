"""A file that appears whole or not at all: until then it has no name, so not even kill -9 leaves anything behind."""

import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from attune.exits import Exit, Failure
from desk.errors import FileThere, NotWritten
from desk.writing import writing
from sealed.disk import BINARY, CLOEXEC, DIRECTORY

MODE = 0o600
LARGEST = 64 << 20  # bytes: no paper of ours is larger
TMPFILE = getattr(os, "O_TMPFILE", 0)


@contextmanager
def whole_file(path: Path, force: bool, nameless: bool = True) -> Iterator[BinaryIO]:
    """Open a file that takes the name `path` when the block ends, mode 0600, and vanishes if the block fails.

    A file that is there is replaced only with `force`, and anything but a plain file never: a Failure (refused).
    Where the file system knows no `nameless` files, it is hidden as `.NAME.….part` until then.
    """
    check_free(path, force)
    hidden = path.parent / f".{path.name[:200]}.{secrets.token_hex(4)}.part"
    descriptor = _open_nameless(path.parent) if nameless else None
    named = descriptor is None
    if descriptor is None:
        descriptor = os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL | CLOEXEC | BINARY, MODE)
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            yield file
            if not named:
                _give_name(descriptor, path, hidden, force)
        if named:
            _take_name(path, hidden, force)
    finally:
        if named:
            with suppress(FileNotFoundError):
                hidden.unlink()


def put_file(folder: Path, name: str, data: bytes, ours: Callable[[bytes], bool] = lambda _there: False) -> Path:
    """Write a file that only its owner may read.

    One of its name is replaced only if `ours` says by its bytes that this desk made it for the same purpose.
    Raises FileThere, NotWritten.
    """
    path = folder / name
    there = _bytes_there(path)
    if there != data:
        replace = there is not None and ours(there)
        with new_file(path, replace) as file:
            file.write(data)
            os.fsync(file.fileno())
    return path


@contextmanager
def new_file(path: Path, replace: bool = False) -> Iterator[BinaryIO]:
    """As `whole_file`, for pages. Raises FileThere, NotWritten."""
    try:
        with writing(), whole_file(path, replace) as file:
            yield file
    except Failure as error:
        if error.exit_code == Exit.REFUSED:
            raise FileThere(path=path) from error
        raise NotWritten(cause=error.message.removesuffix(".")) from error


def _bytes_there(path: Path) -> bytes | None:
    """What lies there, as far as it can be ours; None if nothing does."""
    with writing():
        try:
            about = path.lstat()
        except FileNotFoundError:
            return None
        return path.read_bytes() if stat.S_ISREG(about.st_mode) and about.st_size <= LARGEST else b""


def check_free(path: Path, force: bool) -> None:
    """Raise a Failure if a file may not take the name `path`."""
    if not path.parent.is_dir():
        raise Failure(f"The folder {path.parent} is not there. Make it, or choose another.", Exit.USAGE)
    with suppress(FileNotFoundError):
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise Failure(f"{path} is there already, and is not a plain file. Choose another name.", Exit.REFUSED)
        if not force:
            raise Failure(f"{path} is there already. Choose another name, or replace it with --force.", Exit.REFUSED)


def _take_name(path: Path, hidden: Path, force: bool) -> None:
    """Rename, which would replace a file that somebody made meanwhile: so the name is taken first."""
    check_free(path, force)
    taken = False
    if not force:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | CLOEXEC, MODE))
            taken = True
        except FileExistsError:
            check_free(path, force)
    try:
        hidden.replace(path)
    except OSError:
        if taken:
            path.unlink()
        raise


def _open_nameless(folder: Path) -> int | None:
    """Open a file without a name in `folder`; None where the file system or the kernel cannot do it."""
    if not Path(_by_descriptor(0)).parent.is_dir():
        return None  # without /proc it could never be given a name
    try:
        return os.open(folder, TMPFILE | os.O_WRONLY | CLOEXEC, MODE) if TMPFILE else None
    except OSError:
        return None


def _give_name(descriptor: int, path: Path, hidden: Path, force: bool) -> None:
    source = _by_descriptor(descriptor)
    # os.link follows the link that /proc has in place of the file only if it is told a folder
    folder = os.open(path.parent, os.O_RDONLY | DIRECTORY | CLOEXEC)
    try:
        try:
            os.link(source, path.name, dst_dir_fd=folder)
        except FileExistsError:
            check_free(path, force)
            os.link(source, hidden.name, dst_dir_fd=folder)
            hidden.replace(path)
    finally:
        os.close(folder)


def _by_descriptor(descriptor: int) -> str:
    return f"/proc/self/fd/{descriptor}"
