"""A small card of its own: an ext4 file system in a file, mounted by loop, that a test can fill and freeze."""

import fcntl
import os
import stat
import subprocess
from pathlib import Path

GET_FREE = 0x4C82  # LOOP_CTL_GET_FREE, linux/loop.h
LOOP, CONTROL = 7, (10, 237)  # device numbers, Documentation/admin-guide/devices.txt


class Card:
    """`size` bytes at `at`, a folder that exists; the image lies in `folder`. The root's /dev has no loop devices."""

    def __init__(self, folder: Path, at: Path, size: int) -> None:
        self.at = at
        image = folder / "card.img"
        with image.open("wb") as file:
            file.truncate(size)
        run("mkfs.ext4", "-q", "-m", "0", image)
        control = folder / "loop-control"
        os.mknod(control, stat.S_IFCHR | 0o600, os.makedev(*CONTROL))
        with control.open("rb+", buffering=0) as device:
            number = fcntl.ioctl(device, GET_FREE)
        self.device = folder / f"loop{number}"
        os.mknod(self.device, stat.S_IFBLK | 0o600, os.makedev(LOOP, number))
        run("losetup", self.device, image)
        run("mount", self.device, at)
        run("losetup", "--detach", self.device)  # happens when it is unmounted, whatever becomes of this process
        (at / "lost+found").rmdir()
        self.frozen = False

    def free(self) -> int:
        """Bytes free."""
        room = os.statvfs(self.at)
        return room.f_bavail * room.f_frsize

    def fill(self, leave: int) -> None:
        """Lay a file on it that leaves so many bytes free."""
        with (self.at / ".filler").open("ab") as file:
            os.posix_fallocate(file.fileno(), file.tell(), self.free() - leave)

    def empty(self) -> None:
        """Take that file away again."""
        (self.at / ".filler").unlink()

    def freeze(self) -> None:
        """Let no write through until `thaw`: each waits, as on a card that is busy with itself."""
        run("fsfreeze", "--freeze", self.at)
        self.frozen = True

    def thaw(self) -> None:
        """Take writes again."""
        if self.frozen:
            run("fsfreeze", "--unfreeze", self.at)
        self.frozen = False

    def close(self) -> None:
        """Unmount it."""
        self.thaw()
        run("umount", self.at)


def run(*command: object) -> None:
    subprocess.run([*map(str, command)], check=True, timeout=60)
