"""Small disks in image files, mounted with the kernel's driver, or with one in user space where it has none."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MAKE = {
    "vfat": ["mkfs.vfat", "-n"],
    "exfat": ["mkfs.exfat", "-L"],
    "ext4": ["mkfs.ext4", "-q", "-F", "-L"],
}
USER_SPACE = {"vfat": ["fusefat", "-s", "-o", "rw+"], "exfat": ["mount.exfat-fuse"]}


def missing(kind: str) -> str | None:
    """What keeps this machine from having such a disk; None if nothing does."""
    if not shutil.which(MAKE[kind][0]):
        return f"{MAKE[kind][0]} is not installed"
    if kind not in Path("/proc/filesystems").read_text().split() and not shutil.which(USER_SPACE.get(kind, [""])[0]):
        return f"neither the kernel nor a driver in user space knows {kind}"
    return None


class Disk:
    """A disk of this kind, label and size in bytes, as a loop device. Mounts at `at`."""

    def __init__(self, folder: Path, kind: str, label: str = "ATTUNE", size: int = 64 << 20, options: str = "") -> None:
        self.kind, self.size = kind, size
        self.image = folder / f"{kind}.img"
        self.at = folder / "mounted here"
        self.at.mkdir(exist_ok=True)
        self._options = options
        with self.image.open("wb") as file:
            file.truncate(size)
        subprocess.run([*MAKE[kind], label, str(self.image)], check=True, capture_output=True)
        attach = ["losetup", "--find", "--show", str(self.image)]
        self.device = subprocess.run(attach, check=True, capture_output=True, text=True).stdout.strip()

    def plug(self) -> None:
        """Mount it."""
        if self.kind in Path("/proc/filesystems").read_text().split():
            options = ["-o", self._options] if self._options else []
            subprocess.run(["mount", "-t", self.kind, *options, self.device, self.at], check=True)
        else:
            subprocess.run([*USER_SPACE[self.kind], self.device, self.at], check=True, capture_output=True)

    def pull(self) -> None:
        """Unmount it."""
        subprocess.run(["umount", self.at], check=True)

    def close(self) -> None:
        """Let go of the loop device."""
        subprocess.run(["losetup", "--detach", self.device], check=True)


@contextmanager
def plugged(folder: Path, kind: str, label: str = "ATTUNE", size: int = 64 << 20, options: str = "") -> Iterator[Disk]:
    """A disk that is there."""
    disk = Disk(folder, kind, label, size, options)
    try:
        disk.plug()
        try:
            yield disk
        finally:
            disk.pull()
    finally:
        disk.close()


if __name__ == "__main__":
    for kind in sys.argv[1:] or MAKE:
        print(kind, missing(kind) or "can be had")
