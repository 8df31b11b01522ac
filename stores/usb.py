"""A store on a disk that is found by its label, wherever it was plugged in and mounted: `usb://LABEL/films`."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote

from stores.address import Address
from stores.errors import StoreAway
from stores.folder import FolderSession, FolderStore, told

LABELS = Path("/dev/disk/by-label")
MOUNTS = Path("/proc/self/mountinfo")


def at(address: Address) -> "UsbStore":
    """The store at `usb://LABEL/folder`; the folder may be left out. Raises BadStore."""
    label, folder = unquote(address.parts.netloc), address.path.strip("/")
    if not label or "/" in label or ".." in folder.split("/"):
        raise address.wrong("a folder on a disk with a label is written as usb://LABEL/folder")
    address.query()
    return UsbStore(label, folder, address.url)


class UsbStore:
    """The disk's folder is made if the disk is there; the disk is mounted by the system, not by us."""

    parallel = 1

    def __init__(self, label: str, folder: str, name: str, labels: Path = LABELS, mounts: Path = MOUNTS) -> None:
        self.name = name
        self._label, self._folder = label, folder
        self._labels, self._mounts = labels, mounts

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FolderSession]:
        """Find the disk. Raises StoreAway when it is not plugged in, or not mounted."""
        root = await asyncio.to_thread(self._find)
        async with FolderStore(root, self.name).connect() as session:
            yield session

    def present(self) -> bool:
        """Whether the disk is plugged in and mounted."""
        try:
            return self._mount_point() is not None
        except StoreAway:
            return False

    def _find(self) -> Path:
        mounted = self._mount_point()
        if mounted is None:
            raise StoreAway(store=self.name, cause=f"the disk {self._label} is plugged in, but not mounted")
        with told(self.name):
            (mounted / self._folder).mkdir(parents=True, exist_ok=True)
        return mounted / self._folder

    def _mount_point(self) -> Path | None:
        disk = next((path for path in self._disks() if _plain(path.name) == self._label), None)
        if disk is None:
            raise StoreAway(store=self.name, cause=f"no disk with the label {self._label} is plugged in")
        device = disk.resolve()
        with told(self.name):
            number = device.stat().st_rdev
            lines = os.fsdecode(self._mounts.read_bytes()).split("\n")
        for line in filter(None, lines):
            before, _, after = line.partition(" - ")
            fields, source = before.split(" "), _octal(after.split(" ")[1])
            # A file system in user space has a device number of its own, but names its disk.
            same = fields[2] == f"{os.major(number)}:{os.minor(number)}" or Path(source).resolve() == device
            if same and fields[3] == "/":
                return Path(_octal(fields[4]))
        return None

    def _disks(self) -> list[Path]:
        try:
            return sorted(self._labels.iterdir())
        except FileNotFoundError:
            return []


def _plain(name: str) -> str:
    """A label as udev spells it: what is not plain is written as \\x20, byte by byte."""
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), os.fsencode(name))
    return raw.decode("utf-8", "replace")


def _octal(text: str) -> str:
    """A path as the kernel spells it: a space is \\040."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)
