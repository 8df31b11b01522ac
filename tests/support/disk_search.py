"""Searches what a running browser has on its disks: profile, caches, temporary files, and unlinked files still open."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sealed.film.opened import OpenedFilm

SESSION = b"mozLz40\0"  # Firefox's session files are LZ4 blocks
SLICE = 40


@dataclass(frozen=True)
class DiskSearch:
    """`folders`: the browser's profile and its temporary folder; its processes are known by the profile's path."""

    profile: Path
    folders: tuple[Path, ...]

    def found(self, needles: dict[str, bytes]) -> set[str]:
        """The names of the needles that lie on a disk."""
        return {name for data in self._contents() for name, needle in needles.items() if needle in data}

    def _contents(self) -> Iterator[bytes]:
        paths = [path for folder in self.folders for path in folder.rglob("*")]
        for path in [*paths, *self._open_files()]:
            try:
                data = path.read_bytes() if path.is_file() else b""
            except OSError:  # it has gone meanwhile
                continue
            yield data
            if data.startswith(SESSION):
                yield lz4_block(data[len(SESSION) + 4 :])

    def _open_files(self) -> Iterator[Path]:
        """Files that the browser's processes have open without a name, but those in memory."""
        for process in self._processes():
            try:
                descriptors = list((process / "fd").iterdir())
            except OSError:
                continue
            for descriptor in descriptors:
                try:
                    target = os.readlink(descriptor)  # noqa: PTH115  # "… (deleted)" is no path
                except OSError:
                    continue
                if target.endswith(" (deleted)") and not target.startswith(("/memfd:", "/dev/shm/", "/dev/zero")):
                    yield descriptor

    def _processes(self) -> list[Path]:
        parents: dict[int, int] = {}
        roots: set[int] = set()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(process.name)] = int((process / "stat").read_text().rpartition(")")[2].split()[1])
                if str(self.profile).encode() in (process / "cmdline").read_bytes():
                    roots.add(int(process.name))
            except OSError:
                continue
        while more := {child for child, parent in parents.items() if parent in roots} - roots:
            roots |= more
        return [Path("/proc") / str(number) for number in roots - {os.getpid()}]


def film_needles(film: OpenedFilm) -> dict[str, bytes]:
    """A slice out of every fourth segment: random enough to be found nowhere else."""
    parts = {number: bytes(film.segment(number)) for number in range(0, len(film.spans), 4)}
    return {f"segment {number}": part[len(part) * 2 // 3 :][:SLICE] for number, part in parts.items()}


def text_needles(text: str) -> dict[str, bytes]:
    """A text as programs write it."""
    return {f"“{text}” as {kind}": text.encode(kind) for kind in ("utf-8", "utf-16-le")}


def lz4_block(data: bytes) -> bytes:
    """What an LZ4 block holds (lz4_Block_format.md); what is cut off gives what there is."""
    out, at = bytearray(), 0
    while at < len(data):
        token, at = data[at], at + 1
        literals, at = _length(data, at, token >> 4)
        out += data[at : at + literals]
        at += literals
        if at + 2 > len(data):
            break
        (back,) = struct.unpack_from("<H", data, at)
        length, at = _length(data, at + 2, token & 15)
        for _ in range(length + 4):
            out.append(out[-back])
    return bytes(out)


def _length(data: bytes, at: int, length: int) -> tuple[int, int]:
    if length == 15:
        while at < len(data):
            length, at, more = length + data[at], at + 1, data[at]
            if more != 255:
                break
    return length, at
