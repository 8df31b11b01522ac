"""Looks for plaintext on the disk: in files, in deleted files that a program still has open, in session files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support.processes import descendants

LZ4_HEAD = b"mozLz40\0"


def found(needles: Iterable[bytes], folders: Iterable[Path], pids: Iterable[int] = ()) -> dict[bytes, set[str]]:
    """Where each needle lies, in files of these folders and in what these programs and their children have open."""
    wanted = {needle: set[str]() for needle in needles}
    for name, data in [*_files(folders), *_open_files(pids)]:
        texts = [data, unpacked(data)] if data.startswith(LZ4_HEAD) else [data]
        for needle, places in wanted.items():
            if any(needle in text for text in texts):
                places.add(name)
    return {needle: places for needle, places in wanted.items() if places}


def as_text(text: str) -> list[bytes]:
    """A text as browsers store it: Chromium's session files hold UTF-16."""
    return [text.encode(), text.encode("utf-16-le")]


def _files(folders: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                if path.is_file() and not path.is_symlink():
                    yield str(path), path.read_bytes()
            except OSError:
                continue  # it was removed meanwhile


def _open_files(pids: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """Files that have no name any more. Shared memory is none, though the kernel lists it likewise."""
    for pid in {each for first in pids for each in (first, *descendants(first))}:
        try:
            handles = list(Path(f"/proc/{pid}/fd").iterdir())
        except OSError:
            continue
        for handle in handles:
            try:
                target = str(handle.readlink())
                if target.endswith(" (deleted)") and not target.startswith(("/memfd:", "/dev/shm/", "/dev/zero")):
                    yield f"{target} of {pid}", handle.read_bytes()
            except OSError:
                continue


def unpacked(data: bytes) -> bytes:
    """Firefox's session files: a head of 12 bytes, then one block of LZ4. What is cut off is left out."""
    at, out = 12, bytearray()
    while at < len(data):
        token = data[at]
        at += 1
        length, at = _length(data, at, token >> 4)
        out += data[at : at + length]
        at += length
        if at + 2 > len(data):
            break
        back = data[at] | data[at + 1] << 8
        length, at = _length(data, at + 2, token & 15)
        for _ in range(length + 4):
            out.append(out[-back])
    return bytes(out)


def _length(data: bytes, at: int, first: int) -> tuple[int, int]:
    """A length that goes on in further bytes while they are 255."""
    length = first
    if first == 15:
        while at < len(data):
            at += 1
            length += data[at - 1]
            if data[at - 1] != 255:
                break
    return length, at
