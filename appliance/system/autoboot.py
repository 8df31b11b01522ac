"""The Raspberry Pi's autoboot.txt: which slot is started, and which one after `reboot "0 tryboot"`, once.

Source: "autoboot.txt" in Raspberry Pi's documentation of the boot loader (since its release of 2022-10-18).
"""

import os
from pathlib import Path

from appliance.system.image import SLOTS
from sealed.durable import Folder

AUTOBOOT = "bootfs/autoboot.txt"
TEXT = "[all]\ntryboot_a_b=1\nboot_partition={usual}\n[tryboot]\nboot_partition={tried}\n"
PARTITIONS = {slot: number for number, slot in SLOTS.items()}


def other(slot: str) -> str:
    """The slot that is not this one."""
    return "B" if slot == "A" else "A"


def usual_slot(path: Path) -> str:
    """The slot that a plain start takes. Raises ValueError for a file that names none of ours."""
    section, number = "all", 0
    for line in path.read_text("ascii").splitlines():
        text = line.strip()
        if text.startswith("["):
            section = text.strip("[]")
        elif section == "all" and text.startswith("boot_partition="):
            number = int(text.partition("=")[2])
    if number not in SLOTS:
        raise ValueError(f"{path} names the partition {number}")
    return SLOTS[number]


def make_usual(path: Path, slot: str) -> None:
    """Let a plain start take `slot`, and tryboot the other.

    Only two digits differ from what was there. They are written in place, in the one sector that the file has: FAT's
    renaming is not safe from a power cut.
    """
    text = TEXT.format(usual=PARTITIONS[slot], tried=PARTITIONS[other(slot)]).encode("ascii")
    if path.exists() and path.stat().st_size == len(text):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_NOFOLLOW), "wb", buffering=0) as file:
            file.write(text)
            os.fsync(file.fileno())
        return
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    with Folder(path.parent) as folder:
        folder.sync()
