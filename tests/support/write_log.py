"""A disk whose every write is logged, and the disk as a power cut at any instant would have left it.

QEMU's storage daemon exports an image as one file by FUSE; a loop device over it is the disk. Its blklogwrites driver
logs each write and flush in the format of the kernel's dm-log-writes (device-mapper/log-writes.rst in the kernel's
documentation). A power cut may lose any write that no flush followed, in any order, and may tear the last one.
"""

import os
import random
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.card_image import plugged

MAGIC = 0x6A736677736872
FLUSH, DISCARD = 1, 4
LOG = 4 << 30
"""Bytes that the log may grow to; the file is sparse."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A write of `length` bytes to `offset`, found at `position` in the log; or a flush, which has none."""

    offset: int
    length: int
    flush: bool
    discard: bool
    position: int


class WriteLog:
    """The log in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def count(self) -> int:
        """How many entries there are by now."""
        with self._path.open("rb") as file:
            return int(self._head(file.read(28))[1])

    def entries(self) -> list[Entry]:
        """All entries, in the order in which the disk was given them."""
        found = []
        with self._path.open("rb") as file:
            sector, count = self._head(file.read(28))
            position = sector
            for _ in range(count):
                file.seek(position)
                start, length, flags, _data = struct.unpack("<QQQQ", file.read(32))
                position += sector
                discard = bool(flags & DISCARD)
                found.append(Entry(start * sector, length * sector, bool(flags & FLUSH), discard, position))
                position += 0 if discard else length * sector
        return found

    def apply(self, entry: Entry, disk: int, length: int | None = None) -> None:
        """Do a write again, or only its first `length` bytes."""
        length = entry.length if length is None else length
        if not length:
            return
        if entry.discard:
            os.pwrite(disk, bytes(length), entry.offset)
        else:
            with self._path.open("rb") as file:
                file.seek(entry.position)
                os.pwrite(disk, file.read(length), entry.offset)

    def _head(self, head: bytes) -> tuple[int, int]:
        magic, _version, count, sector = struct.unpack("<QQQI", head)
        assert magic == MAGIC, "not a log of writes"
        return sector, count


@dataclass(frozen=True, slots=True)
class Cut:
    """The power goes when `index` entries were given to the disk; what no flush covers survives with chance `keep`."""

    index: int
    keep: float


def cuts(entries: list[Entry], count: int, chance: random.Random) -> list[Cut]:
    """So many instants, in order: half of them right after a flush, half between, with unflushed writes lost or not."""
    flushes = [index + 1 for index, entry in enumerate(entries) if entry.flush]
    at_flushes = [Cut(index, 1.0) for index in chance.sample(flushes, min(count // 2, len(flushes)))]
    between = range(1, len(entries))
    others = [Cut(chance.choice(between), chance.choice((0.0, 0.5, 0.9, 1.0))) for _ in range(count - len(at_flushes))]
    return sorted([*at_flushes, *others], key=lambda cut: cut.index)


def states(
    log: WriteLog, base: Path, disk: Path, chosen: list[Cut], chance: random.Random, obeys_flushes: bool = True
) -> Iterator[Cut]:
    """For each cut in order, write the disk as it would have been to `disk`. `base`: as it was when logging began.

    With `obeys_flushes` false a flush protects nothing: a disk that lies, which no software survives.
    """
    entries = log.entries()
    flushed = disk.with_suffix(".flushed")
    shutil.copyfile(base, flushed)
    done = 0
    for cut in chosen:
        last = _flushed(entries, done, cut) if obeys_flushes else done
        _rewrite(log, flushed, entries[done:last], 1.0, chance)
        done = last
        shutil.copyfile(flushed, disk)
        _rewrite(log, disk, entries[last : cut.index], cut.keep, chance)
        yield cut


def states_in_place(log: WriteLog, disk: Path, chosen: list[Cut], chance: random.Random) -> Iterator[Cut]:
    """The same on `disk` itself, for one that is too large to be copied each time: it is as it was when logging began.

    Whoever looks at a state must leave it as it is.
    """
    entries, done = log.entries(), 0
    for cut in chosen:
        last = _flushed(entries, done, cut)
        _rewrite(log, disk, entries[done:last], 1.0, chance)
        done, pending = last, entries[last : cut.index]
        with disk.open("rb+", buffering=0) as file:
            before = [(entry.offset, os.pread(file.fileno(), entry.length, entry.offset)) for entry in pending]
            _rewrite(log, disk, pending, cut.keep, chance)
            yield cut
            for offset, data in reversed(before):
                os.pwrite(file.fileno(), data, offset)


def _flushed(entries: list[Entry], done: int, cut: Cut) -> int:
    """How many of the entries before the cut are surely on the disk."""
    return max((number for number in range(done, cut.index) if entries[number].flush), default=done - 1) + 1


def _rewrite(log: WriteLog, disk: Path, entries: list[Entry], keep: float, chance: random.Random) -> None:
    file = os.open(disk, os.O_WRONLY)
    try:
        for number, entry in enumerate(entries, 1):
            if chance.random() < keep:
                torn = keep < 1 and number == len(entries)
                log.apply(entry, file, chance.randrange(0, entry.length + 1, 512) if torn else None)
    finally:
        os.close(file)


@contextmanager
def logged(image: Path, at: Path, options: str) -> Iterator[WriteLog]:
    """The disk in `image`, mounted at `at`, with each write logged beside the image."""
    with logged_disk(image) as (disk, log), plugged(disk, at, options):
        yield log


@contextmanager
def logged_disk(image: Path) -> Iterator[tuple[Path, WriteLog]]:
    """The disk in `image` as a file in whose place each write is logged, beside the image."""
    log, exported = image.with_suffix(".log"), image.with_suffix(".disk")
    with log.open("wb") as file:
        file.truncate(LOG)
    exported.touch()
    unflushed = "cache.no-flush=on"  # a flush is logged; this machine's own disk is not to wait for it
    command = [
        *("nice", "-n", "-15"),  # it stands for a disk, which waits for no processor
        "qemu-storage-daemon",
        *("--blockdev", f"driver=file,filename={image},node-name=image,{unflushed}"),
        *("--blockdev", f"driver=file,filename={log},node-name=log,{unflushed}"),
        *("--blockdev", "driver=blklogwrites,file=image,log=log,node-name=logged,log-super-update-interval=1"),
        *("--export", f"type=fuse,id=disk,node-name=logged,mountpoint={exported},writable=on"),
    ]
    with subprocess.Popen(command) as daemon:
        try:
            _await_export(exported, image.stat().st_size)
            yield exported, WriteLog(log)
        finally:
            daemon.terminate()


def _await_export(file: Path, size: int) -> None:
    until = time.monotonic() + 60
    while file.stat().st_size != size:
        assert time.monotonic() < until, "the disk was not exported"
        time.sleep(0.02)
