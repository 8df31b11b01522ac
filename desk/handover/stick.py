"""Writes files into a new folder of a stick and reads them back: all of them are there, byte for byte, or none is.

Everything goes through one handle of the folder. Where a stick is pulled, its path may mean a folder of the computer's
own disk a moment later, and nothing of a film may come to lie there.
"""

import errno
import hashlib
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from desk.cases.handover_events import GivenFile
from desk.handover.errors import (
    FileTooLarge,
    HandoverError,
    NoStick,
    NotAStick,
    StickDiffers,
    StickFails,
    StickFull,
    StickReadOnly,
    StickUnsure,
)
from desk.handover.medium import FAT, Medium, medium
from desk.handover.read_back import read_back
from sealed.disk import Disk, native

log = logging.getLogger("attune.desk.handover")

PIECE = 1 << 20
CLUSTER = 64 << 10  # bytes: the most that FAT32 takes for a file's last piece, and for the folder
LARGEST = (1 << 32) - 1  # FAT32's
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}

OnBytes = Callable[[str, int, int], None]
"""A step (`writing` or `reading`), the bytes that are done, and all bytes."""


class Written(NamedTuple):
    """The new folder, and its files as they were read back."""

    folder: Path
    files: tuple[GivenFile, ...]


def write(
    stick: Path,
    name: str,
    files: Mapping[str, bytes],
    own: Path,
    on_bytes: OnBytes = lambda step, done, total: None,
    disk: Disk | None = None,
    confirmed: bool = False,
) -> Written:
    """Write the files into a new folder `name` (or `name-2` …). `own` lies on the computer's own disk.

    `confirmed`: a person looked, and it is a stick. Raises HandoverErrors; they say what may be left on the stick.
    """
    disk = disk or native()
    device = check_stick(stick, own, confirmed)
    _check_room(stick, files)
    folder, handle = _new_folder(stick, name, disk)
    done: list[str] = []
    try:
        with _named(folder, done, handle, disk):
            if sys.platform != "win32" and os.fstat(handle).st_dev != device:
                raise StickFails(cause="it was pulled out", left="")
            _write_all(handle, files, done, on_bytes, disk)
            _sync_above(stick, disk)
            given = tuple(_read_all(handle, files, on_bytes, disk))
            if folder.stat().st_dev != device:
                raise StickFails(cause="it was pulled out", left="")
            return Written(folder, given)
    finally:
        with suppress(OSError):
            disk.close_folder(handle)


def check_stick(stick: Path, own: Path, confirmed: bool = False) -> int:
    """The device of a stick. Raises NoStick, NotAStick for the desk's own disk, StickUnsure unless it is confirmed."""
    try:
        device = stick.stat().st_dev if stick.is_dir() else None
    except OSError as error:
        raise NoStick(folder=stick) from error
    if device is None:
        raise NoStick(folder=stick)
    there, ours = medium(stick), medium(own)
    if device == own.stat().st_dev or (there.disk is not None and there.disk == ours.disk):
        raise NotAStick(folder=stick)
    if not confirmed and (doubts := list(_doubts(there))):
        raise StickUnsure(folder=stick, cause=", and ".join(doubts))
    return device


def _doubts(there: Medium) -> Iterator[str]:
    if there.plugged is None:
        yield "this computer does not say whether it can be taken out"
    elif not there.plugged:
        yield "it is built into this computer"
    if there.kind and there.kind not in FAT:
        yield f"a television reads FAT, and it has {there.kind}"


def _check_room(stick: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        if len(data) > LARGEST:
            raise FileTooLarge(name=name)
    try:
        free = shutil.disk_usage(stick).free
    except OSError as error:
        raise NoStick(folder=stick) from error
    needed = sum(-(-len(data) // CLUSTER) * CLUSTER for data in files.values()) + 2 * CLUSTER
    if needed > free:
        raise StickFull(needed=megabytes(needed), free=megabytes(free), left="")


def _new_folder(stick: Path, name: str, disk: Disk) -> tuple[Path, int]:
    try:
        for number in count(1):
            folder = stick / (name if number == 1 else f"{name}-{number}")
            with suppress(FileExistsError):
                disk.make_folder(folder)
                return folder, disk.open_folder(folder)
    except OSError as error:
        raise _refusal(error, _is_full(error, stick), "") from error
    raise AssertionError("numbers do not end")


@contextmanager
def _named(folder: Path, done: list[str], handle: int, disk: Disk) -> Iterator[None]:
    """Whatever goes wrong: remove what was written, and say what is left if that fails too."""
    try:
        yield
    except OSError as error:
        full = _is_full(error, folder.parent)
        raise _refusal(error, full, _clean(folder, done, handle, disk)) from error
    except HandoverError as error:
        left = _clean(folder, done, handle, disk)
        raise type(error)(**{**error.facts, "left": left}) from error
    except BaseException:
        if left := _clean(folder, done, handle, disk):
            log.warning("the hand-over was broken off. %s", left.strip())
        raise


def _clean(folder: Path, done: list[str], handle: int, disk: Disk) -> str:
    """Remove the folder again. A sentence about what is left, if the stick does not let us."""
    try:
        for name in done:
            with suppress(FileNotFoundError):
                disk.remove(handle, name)
        disk.remove_folder(folder)
        _sync_above(folder.parent, disk)
    except OSError:
        return f"Part of it may be on it, in {folder.name}: remove that folder. "
    return ""


def _write_all(handle: int, files: Mapping[str, bytes], done: list[str], on_bytes: OnBytes, disk: Disk) -> None:
    written, total = 0, sum(map(len, files.values()))
    for name, data in files.items():
        done.append(name)
        file = disk.create(handle, name)
        try:
            for at in range(0, len(data), PIECE):
                disk.write(file, memoryview(data)[at : at + PIECE])
                written += len(data[at : at + PIECE])
                on_bytes("writing", written, total)
            disk.sync(file)
        finally:
            os.close(file)
    disk.sync_folder(handle)


def _sync_above(stick: Path, disk: Disk) -> None:
    above = disk.open_folder(stick)
    try:
        disk.sync_folder(above)
    finally:
        disk.close_folder(above)


def _read_all(handle: int, files: Mapping[str, bytes], on_bytes: OnBytes, disk: Disk) -> Iterator[GivenFile]:
    seen, total = 0, sum(map(len, files.values()))
    for name, data in files.items():
        at, hashed = 0, hashlib.sha256()
        for piece in read_back(disk, handle, name):
            if piece != data[at : at + len(piece)]:
                raise StickDiffers(name=name, left="")
            at += len(piece)
            seen += len(piece)
            hashed.update(piece)
            on_bytes("reading", seen, total)
        if at != len(data):
            raise StickDiffers(name=name, left="")
        yield GivenFile(name=name, size=at, sha256=hashed.hexdigest())


def _is_full(error: OSError, stick: Path) -> bool:
    """Not every driver of FAT says so by its error."""
    with suppress(OSError):
        return error.errno in FULL or shutil.disk_usage(stick).free < CLUSTER
    return False


def _refusal(error: OSError, full: bool, left: str) -> HandoverError:
    if full:
        return StickFull("The stick is full.", left=left)
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return StickReadOnly(left=left)
    return StickFails(cause=error.strerror or error, left=left)


def megabytes(size: int) -> str:
    """For a sentence."""
    return f"{size / 1e6:.0f} MB"
