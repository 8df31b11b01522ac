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
from pathlib import Path
from typing import NamedTuple

from desk.cases.handover_events import GivenFile
from desk.handover.check_stick import check_stick
from desk.handover.clearing import remove_files, sync_above
from desk.handover.errors import (
    FileTooLarge,
    HandoverError,
    NoStick,
    StickDiffers,
    StickFails,
    StickFull,
    StickReadOnly,
)
from desk.handover.read_back import read_back
from sealed.disk import Disk, native

log = logging.getLogger("attune.desk.handover")

PIECE = 1 << 20
CLUSTER = 64 << 10  # bytes: the most that FAT32 takes for a file's last piece, and for the folder
LARGEST = (1 << 32) - 1  # FAT32's
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}

LEFT = "Part of it may be on it, in {}: the case keeps a note of that, and can remove it. "

OnBytes = Callable[[str, int, int], None]
"""A step (`writing` or `reading`), the bytes that are done, and all bytes."""


def _nothing() -> None: ...


class StickLog(NamedTuple):
    """What the writer of a record is called for: `begin` before anything is on the stick, `cleared` if nothing stayed.

    Neither of the two is called for what was refused before.
    """

    begin: Callable[[], None] = _nothing
    cleared: Callable[[], None] = _nothing


UNRECORDED = StickLog()


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
    record: StickLog = UNRECORDED,
) -> Written:
    """Write the files into a new folder `name`. `own` lies on the computer's own disk.

    `confirmed`: a person looked, and it is a stick. Raises HandoverErrors; they say what may be left on the stick.
    """
    disk = disk or native()
    device = check_stick(stick, own, confirmed)
    _check_room(stick, files)
    record.begin()
    folder, handle = _new_folder(stick / name, disk, record)
    done: list[str] = []
    try:
        with _named(folder, done, handle, disk, record):
            if sys.platform != "win32" and os.fstat(handle).st_dev != device:
                raise StickFails(cause="it was pulled out", left="")
            _write_all(handle, files, done, on_bytes, disk)
            sync_above(stick, disk)
            given = tuple(_read_all(handle, files, on_bytes, disk))
            if folder.stat().st_dev != device:
                raise StickFails(cause="it was pulled out", left="")
            return Written(folder, given)
    finally:
        with suppress(OSError):
            disk.close_folder(handle)


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


def _new_folder(folder: Path, disk: Disk, record: StickLog) -> tuple[Path, int]:
    made = False
    try:
        disk.make_folder(folder)
        made = True
        return folder, disk.open_folder(folder)
    except OSError as error:
        left = _remove_empty(folder, disk) if made else ""
        if not left:
            record.cleared()
        raise _refusal(error, _is_full(error, folder.parent), left) from error


def _remove_empty(folder: Path, disk: Disk) -> str:
    try:
        disk.remove_folder(folder)
    except OSError:
        return LEFT.format(folder.name)
    return ""


@contextmanager
def _named(folder: Path, done: list[str], handle: int, disk: Disk, record: StickLog) -> Iterator[None]:
    """Whatever goes wrong: remove what was written, and say what is left if that fails too."""
    try:
        yield
    except OSError as error:
        full = _is_full(error, folder.parent)
        raise _refusal(error, full, _clean(folder, done, handle, disk, record)) from error
    except HandoverError as error:
        left = _clean(folder, done, handle, disk, record)
        raise type(error)(**{**error.facts, "left": left}) from error
    except BaseException:
        if left := _clean(folder, done, handle, disk, record):
            log.warning("the hand-over was broken off. %s", left.strip())
        raise


def _clean(folder: Path, done: list[str], handle: int, disk: Disk, record: StickLog) -> str:
    """Remove the folder again. A sentence about what is left, if the stick does not let us."""
    try:
        remove_files(folder, done, handle, disk)
    except OSError:
        return LEFT.format(folder.name)
    record.cleared()
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
