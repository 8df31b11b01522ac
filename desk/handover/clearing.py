"""Removes from a stick the files of a copy that was broken off, and nothing else."""

import errno
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from desk.handover.errors import NoStick, NotOnStick, StickFails
from sealed.disk import Disk, native


def clear_stick(stick: Path, onto: str, names: Iterable[str], disk: Disk | None = None) -> None:
    """Remove these files from the folder `onto` of the stick, and the folder, unless something else lies in it.

    Raises NoStick, NotOnStick, StickFails.
    """
    disk, folder = disk or native(), stick / onto
    try:
        if not stick.is_dir():
            raise NoStick(folder=stick)
        if folder.is_symlink() or not folder.is_dir():
            raise NotOnStick(name=onto, folder=stick)
        handle = disk.open_folder(folder)
        try:
            remove_files(folder, names, handle, disk)
        finally:
            disk.close_folder(handle)
    except OSError as error:
        left = f"Part of the copy may still be on it, in {onto}. "
        raise StickFails(cause=error.strerror or error, left=left) from error


def remove_files(folder: Path, names: Iterable[str], handle: int, disk: Disk) -> None:
    """Those of the folder that is open as `handle`; the folder too, if it is empty then. Raises OSError."""
    ours = set(names)
    for name in sorted(ours):
        with suppress(FileNotFoundError):
            disk.remove(handle, name)
    left = {path.name for path in folder.iterdir()}
    if left & ours:
        raise OSError(errno.EIO, "what was removed is still there")
    if left:
        disk.sync_folder(handle)
        return
    disk.remove_folder(folder)
    sync_above(folder.parent, disk)


def sync_above(stick: Path, disk: Disk) -> None:
    """Make the names of the stick's folders last. Raises OSError."""
    above = disk.open_folder(stick)
    try:
        disk.sync_folder(above)
    finally:
        disk.close_folder(above)
