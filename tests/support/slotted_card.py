"""A card with two slots and what both share, in an image file, as a box's updates find it; without a machine.

The boot loader's settings lie on ext4, since not every kernel has FAT: the file is written in place either way. The
slots hold random bytes. With FAT, RAUC and systems that start: tests/vm/test_update_power_cut.py.
"""

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.card_image import Card, Region, mended, plugged

MIB = 1 << 20
SETTINGS, SLOTS = Region(0, 32 * MIB), {"A": Region(32 * MIB, 4 * MIB), "B": Region(36 * MIB, 4 * MIB)}
SHARED = Region(40 * MIB, 160 * MIB)
OPTIONS = "data=ordered,commit=5"


def make(image: Path, old: bytes) -> None:
    """A new card, with `old` in both slots."""
    with image.open("wb") as file:
        for region in SLOTS.values():
            file.seek(region.offset)
            file.write(old)
        file.truncate(SHARED.offset + SHARED.size)
    for region in (SETTINGS, SHARED):
        words = ["mkfs.ext4", "-q", "-F", "-E", f"offset={region.offset}", str(image), f"{region.size // 1024}k"]
        subprocess.run(words, check=True, capture_output=True)


@contextmanager
def mounted(image: Path, root: Path, other: Path) -> Iterator[None]:
    """The card as a running box has it: what is shared at `root`, the settings below it, slot B behind the link."""
    for region in (SETTINGS, SHARED):
        mended(image, region)
    with plugged(image, root, OPTIONS, region=SHARED), plugged(image, root / "bootfs", OPTIONS, region=SETTINGS):
        slot = Card(image, root, region=SLOTS["B"])
        try:
            other.unlink(missing_ok=True)
            other.symlink_to(slot.device)
            yield
        finally:
            slot.close()


def slot(image: Path, name: str) -> str:
    """A hash over what a slot holds."""
    with image.open("rb") as file:
        file.seek(SLOTS[name].offset)
        return hashlib.sha256(file.read(SLOTS[name].size)).hexdigest()


def check_file_systems(image: Path) -> None:
    """Fail unless both file systems are whole."""
    for region in (SETTINGS, SHARED):
        words = ["e2fsck", "-fn", f"{image}?offset={region.offset}"]
        checked = subprocess.run(words, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout
