"""What a folder lies on, as far as the system tells: which disk, whether that is plugged in, and its file system."""

import ctypes
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

FAT = {"vfat", "msdos", "exfat", "fat", "fat32", "fat16", "fuse.fusefat", "fuse.exfat"}
"""File systems that a television reads, as Linux, macOS and Windows call them."""


class Medium(NamedTuple):
    """`disk`: the whole disk, not a part of it. `plugged`: whether it can be taken out. None: the system does not say.

    `kind`: the file system; empty if the system does not say.
    """

    disk: str | None = None
    plugged: bool | None = None
    kind: str = ""


def medium(folder: Path) -> Medium:
    """That of a folder that is there."""
    found: Callable[[Path], Medium] = {"win32": _on_windows, "darwin": _on_mac}.get(sys.platform, _on_linux)
    try:
        return found(folder.resolve())
    except (OSError, ValueError, LookupError, subprocess.SubprocessError):
        return Medium()


def _on_linux(folder: Path, system: Path = Path("/sys"), mounts: Path = Path("/proc/self/mountinfo")) -> Medium:
    if sys.platform == "win32":
        return Medium()
    else:  # noqa: RET505  # mypy reads a platform's branches, not what follows them
        kind, source = _mount(folder, os.fsdecode(mounts.read_bytes()))
        device = Path(source).stat().st_rdev if source.startswith("/dev/") else folder.stat().st_dev
        block = system / "dev" / "block" / f"{os.major(device)}:{os.minor(device)}"
        disks = list(_disks(block.resolve())) if block.exists() else []
        if not disks:
            return Medium(None, None, kind)
        return Medium(" ".join(sorted(disk.name for disk in disks)), all(map(_can_be_taken_out, disks)), kind)


def _mount(folder: Path, mounts: str) -> tuple[str, str]:
    """File system and source of the mount that a folder lies in; the last of several at one place covers the others."""
    found = ("", "", -1)
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        at, (kind, source) = Path(_plain(before.split(" ")[4])), after.split(" ")[:2]
        if folder.is_relative_to(at) and len(at.parts) >= found[2]:
            found = (kind, _plain(source), len(at.parts))
    return found[0], found[1]


def _plain(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _disks(block: Path) -> Iterator[Path]:
    """The whole disks that a device lies on: a partition's, or those below a mapped one."""
    below = sorted((block / "slaves").iterdir()) if (block / "slaves").is_dir() else []
    for slave in below:
        yield from _disks(slave.resolve())
    if not below:
        yield block.parent if (block / "partition").exists() else block


def _can_be_taken_out(disk: Path) -> bool:
    """A removable medium, or a disk on USB, or a memory card."""
    if (disk / "removable").read_text("ascii").strip() == "1":
        return True
    kind = disk / "device" / "type"
    if kind.is_file() and kind.read_text("ascii").strip() == "SD":
        return True
    buses = ((part / "subsystem").resolve().name for part in disk.parents if (part / "subsystem").is_symlink())
    return "usb" in buses


def _on_mac(folder: Path) -> Medium:
    asked = subprocess.run(
        ["/usr/sbin/diskutil", "info", "-plist", str(folder)], capture_output=True, timeout=20, check=True
    )
    said = plistlib.loads(asked.stdout)
    out = bool(said.get("RemovableMediaOrExternalDevice") or said.get("Ejectable")) and not said.get("Internal", False)
    return Medium(said.get("ParentWholeDisk"), out, str(said.get("FilesystemType", "")).lower())


if sys.platform == "win32":
    REMOVABLE, FIXED = 2, 3

    def _on_windows(folder: Path) -> Medium:
        """Windows calls disks on USB fixed: for them a person is asked."""
        root, kind = folder.anchor, ctypes.create_unicode_buffer(64)
        ctypes.windll.kernel32.GetVolumeInformationW(root, None, 0, None, None, None, kind, len(kind))
        plugged = {REMOVABLE: True, FIXED: None}.get(ctypes.windll.kernel32.GetDriveTypeW(root), False)
        return Medium(None, plugged, kind.value.lower())

else:

    def _on_windows(folder: Path) -> Medium:
        return Medium()
