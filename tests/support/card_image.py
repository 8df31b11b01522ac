"""A card in an image file, and how much of a film can still be found on it, block by block."""

import errno
import fcntl
import hashlib
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4096
HELD = 60.0
"""Seconds that others may hold a device of ours: the rig's programs run in mount namespaces of their own."""
ADD, REMOVE = 0x4C80, 0x4C81  # LOOP_CTL_ADD, LOOP_CTL_REMOVE, linux/loop.h


@dataclass(frozen=True, slots=True)
class Region:
    """A part of an image, in bytes; of size 0: all that follows."""

    offset: int = 0
    size: int = 0


WHOLE = Region()


class Card:
    """`image`, or a part of it, as a loop device that is mounted at `at`. `trims`: whether the device passes on what
    is discarded."""

    def __init__(self, image: Path, at: Path, options: str = "", trims: bool = True, region: Region = WHOLE) -> None:
        self.image, self.at, self._options = image, at, options
        self._number = control(ADD, -1)  # one of our own: what is set for a device outlives its image
        self.device = Path(f"/dev/loop{self._number}")
        part = [f"--offset={region.offset}", f"--sizelimit={region.size}"]
        subprocess.run(["losetup", *part, self.device, image], check=True)
        if not trims:
            Path(f"/sys/block/loop{self._number}/queue/discard_max_bytes").write_text("0")

    def mount(self) -> None:
        """Plug it in."""
        self.at.mkdir(exist_ok=True)
        options = ["-o", self._options] if self._options else []
        subprocess.run(["mount", *options, self.device, self.at], check=True)

    def unmount(self) -> None:
        """Pull it, in order."""
        subprocess.run(["umount", self.at], check=True)

    def close(self) -> None:
        """Let go of the loop device. A mount namespace that was made meanwhile has the card mounted until it ends."""
        subprocess.run(["losetup", "--detach", self.device], check=True)
        end = time.monotonic() + HELD
        while True:
            try:
                control(REMOVE, self._number)
                return
            except OSError as error:
                if error.errno != errno.EBUSY or time.monotonic() >= end:
                    raise
                time.sleep(0.1)


def control(wish: int, number: int) -> int:
    """Ask for a loop device, or give one back."""
    with Path("/dev/loop-control").open("rb+", buffering=0) as device:
        return fcntl.ioctl(device, wish, number)


def make(image: Path, size: int, mkfs: list[str]) -> None:
    """An empty card of so many bytes."""
    with image.open("wb") as file:
        file.truncate(size)
    subprocess.run([*mkfs, image], check=True, capture_output=True)


def mended(image: Path, region: Region = WHOLE) -> None:
    """Check a file system as a start of the box does, before it is mounted (systemd-fsck with fsck.repair=yes)."""
    card = Card(image, image.parent, region=region)
    try:
        checked = subprocess.run(["e2fsck", "-y", card.device], capture_output=True, text=True, check=False)
    finally:
        card.close()
    assert checked.returncode in {0, 1}, checked.stdout + checked.stderr


@contextmanager
def plugged(image: Path, at: Path, options: str = "", trims: bool = True, region: Region = WHOLE) -> Iterator[Card]:
    """The card, mounted for a while."""
    card = Card(image, at, options, trims, region)
    try:
        card.mount()
        try:
            yield card
        finally:
            card.unmount()
    finally:
        card.close()


def blocks_of(folder: Path) -> set[bytes]:
    """The hashes of all whole blocks of a folder's files."""
    return {block for path in folder.iterdir() for block in _blocks(path)}


def surviving(image: Path, film: set[bytes]) -> int:
    """How many of a film's blocks are still somewhere on the raw image."""
    return len(film & set(_blocks(image)))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for _ in range(path.stat().st_size // BLOCK):
            yield hashlib.blake2b(file.read(BLOCK), digest_size=16).digest()
