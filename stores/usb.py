"""A store on a disk found by its label, wherever it is plugged in and mounted: `usb://LABEL/films`."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.papers.store_tag import StoreTag
from stores import adoption
from stores.address import Address, Rules
from stores.directory import Directory
from stores.errors import CourierError, StoreAway
from stores.folder import keep_apart
from stores.folder_session import FolderSession
from stores.system_errors import translate_errors

DISKS = Path("/dev/disk")
MOUNTS = Path("/proc/self/mountinfo")
LABELS = sys.platform.startswith("linux")


def at(address: Address) -> "UsbStore":
    """The store at `usb://LABEL/folder`; the folder may be left out. Raises BadStore."""
    label, folder = unquote(address.parts.netloc), address.path.strip("/")
    if not label or "/" in label or ".." in folder.split("/") or "\0" in label + folder:
        raise address.wrong("a folder on a disk with a label is written as usb://LABEL/folder")
    address.query()
    if not LABELS:
        raise address.wrong("on this system a stick is named by its folder, as file:///E:/films")
    return UsbStore(label, folder, address.url, address.rules)


class UsbStore:
    """The disk's folder is created if the disk is there; the system mounts the disk, not we."""

    parallel = 1

    def __init__(
        self,
        label: str,
        folder: str,
        name: str,
        rules: Rules | None = None,
        disks: Path = DISKS,
        mounts: Path = MOUNTS,
    ) -> None:
        """`disks` holds udev's by-label and by-uuid, `mounts` is the kernel's list of mounts."""
        self.name = name
        self._label, self._folder = label, folder
        self._rules, self._disks, self._mounts = rules or Rules(), disks, mounts

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[FolderSession]:
        """Find the disk. Raises StoreAway when it is not plugged in or not mounted, and NotAdopted."""
        session = FolderSession(await asyncio.to_thread(self._open), self.name)
        with closing(session):
            yield session

    def present(self) -> bool:
        try:
            return self._mount_point(self._device()) is not None
        except CourierError:
            return False

    def adopt(self, key: Ed25519PrivateKey) -> StoreTag:
        """Adopt the disk that is plugged in now, so that boxes use it. Raises CourierErrors."""
        device = self._device()
        with self._folder_on(device) as root:
            return adoption.adopt(root, self._volume(device), self.name, key)

    def _open(self) -> Directory:
        device = self._device()
        root = self._folder_on(device)
        keep_apart(root, self._rules.apart_from, self.name)
        if self._rules.adopted_by is not None:
            try:
                adoption.check(root, self._volume(device), self.name, self._rules.adopted_by)
            except CourierError:
                root.close()
                raise
        return root

    def _folder_on(self, device: Path) -> Directory:
        mounted = self._mount_point(device)
        if mounted is None:
            raise StoreAway(store=self.name, cause=f"the disk {self._label} is plugged in, but not mounted")
        with translate_errors(self.name), Directory.open(mounted) as top:
            return top.enter(self._folder, make=True)

    def _device(self) -> Path:
        for path in _links(self._disks / "by-label"):
            if _plain(path.name) == self._label:
                return path.resolve()
        raise StoreAway(store=self.name, cause=f"no disk with the label {self._label} is plugged in")

    def _volume(self, device: Path) -> str:
        """The UUID of its file system; empty if it has none."""
        return next((path.name for path in _links(self._disks / "by-uuid") if path.resolve() == device), "")

    def _mount_point(self, device: Path) -> Path | None:
        with translate_errors(self.name):
            number = _number(device)
            lines = os.fsdecode(self._mounts.read_bytes()).split("\n")
        for line in filter(None, lines):
            before, _, after = line.partition(" - ")
            fields, source = before.split(" "), _octal(after.split(" ")[1])
            # A FUSE file system has a device number of its own, but names its disk.
            same = fields[2] == number or Path(source).resolve() == device
            if same and fields[3] == "/":
                return Path(_octal(fields[4]))
        return None


if sys.platform == "win32":

    def _number(_device: Path) -> str:
        return ""
else:

    def _number(device: Path) -> str:
        """The device's number as the kernel spells it."""
        number = device.stat().st_rdev
        return f"{os.major(number)}:{os.minor(number)}"


def _links(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _plain(name: str) -> str:
    r"""A label as udev escapes it: special characters as \x20, byte by byte."""
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), os.fsencode(name))
    return raw.decode("utf-8", "replace")


def _octal(text: str) -> str:
    r"""A path as the kernel escapes it: a space is \040."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)
