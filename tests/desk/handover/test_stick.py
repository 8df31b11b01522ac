"""Copies on a stick: read back byte for byte, nothing of it after a fault, never over what was there."""

import errno
import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from desk.handover import errors
from desk.handover import stick as sticks
from desk.handover.errors import HandoverError
from desk.handover.stick import CLUSTER, PIECE
from sealed.disk import Bytes, Disk
from tests.support.disks import Disk as Stick
from tests.support.disks import missing, plugged
from tests.support.small_films import Unflushed, contents

write = partial(sticks.write, confirmed=True)
"""These tests have folders in memory and image files for sticks, which a person would have to confirm."""

FILES = {"clip-1.mp4": os.urandom(3 * PIECE + 17), "all-clips.mp4": os.urandom(4096), "letter.pdf": b"x"}
SIZE = sum(map(len, FILES.values()))
ROOT = pytest.mark.skipif(os.getuid() != 0 or bool(missing("vfat")), reason="mounts a FAT image as root")


@pytest.fixture
def fat(tmp_path: Path) -> Iterator[Stick]:
    """Of a size for which mkfs.vfat takes FAT32."""
    with plugged(tmp_path, "vfat", "STICK", size=600 << 20) as disk:
        yield disk


def listed(folder: Path) -> list[str]:
    """What is on it; a driver in user space shows the label as a file."""
    return sorted(path.name for path in folder.iterdir() if path.name != "STICK")


def check_written(stick: Path, own: Path) -> None:
    (stick / "theirs.txt").write_text("kept")
    steps: list[tuple[str, int, int]] = []
    first = write(stick, "clips-2026-11-26", FILES, own, lambda *step: steps.append(step))
    with pytest.raises(errors.StickFails, match="File exists"):
        write(stick, "clips-2026-11-26", {"letter.pdf": b"y"}, own)
    assert contents(first.folder) == FILES
    assert [(f.name, f.size, f.sha256) for f in first.files] == [
        (name, len(data), hashlib.sha256(data).hexdigest()) for name, data in FILES.items()
    ]
    assert (stick / "theirs.txt").read_text() == "kept"
    assert steps[-1] == ("reading", SIZE, SIZE)
    assert [done for step, done, _ in steps if step == "writing"] == sorted(d for s, d, _ in steps if s == "writing")


def test_all_of_it_is_written_and_read_back(stick: Path, tmp_path: Path) -> None:
    check_written(stick, tmp_path)


@pytest.mark.root
@ROOT
def test_a_real_fat32_stick(fat: Stick, tmp_path: Path) -> None:
    check_written(fat.at, tmp_path)
    fat.pull()
    assert fat.image.read_bytes()[82:90] == b"FAT32   "
    read = subprocess.run(["mtype", "-i", fat.image, "::clips-2026-11-26/clip-1.mp4"], capture_output=True, check=True)
    assert read.stdout == FILES["clip-1.mp4"], "another implementation of FAT reads the same from the image"
    fat.plug()


def when(step: str, do: Callable[[], object]) -> Callable[[str, int, int], None]:
    """Do something once, at the first progress of a step."""
    ran: list[str] = []

    def on_bytes(now: str, done: int, total: int) -> None:
        if now == step and not ran:
            ran.append(now)
            do()

    return on_bytes


@pytest.mark.root
@ROOT
@pytest.mark.parametrize("step", ["writing", "reading"])
def test_a_stick_that_is_pulled_takes_nothing_to_the_computers_disk(fat: Stick, tmp_path: Path, step: str) -> None:
    def pull() -> None:
        subprocess.run(["umount", "--lazy", fat.at], check=True)
        os.truncate(fat.image, 4096)

    with pytest.raises(HandoverError) as refused:
        write(fat.at, "clips", FILES, tmp_path, when(step, pull))
    assert "in clips: the case keeps a note of that" in str(refused.value)
    assert list(fat.at.iterdir()) == [], "the path is a folder of the computer's own disk now"
    with pytest.raises(errors.NotAStick):
        write(fat.at, "clips", FILES, tmp_path)
    os.truncate(fat.image, fat.size)
    subprocess.run(["mkfs.vfat", fat.image], check=True, capture_output=True)
    fat.plug()


@pytest.mark.root
@ROOT
def test_a_stick_that_fills_up_meanwhile_is_left_as_it_was(tmp_path: Path) -> None:
    with plugged(tmp_path, "vfat", "STICK", size=16 << 20) as fat:

        def fill() -> None:
            with suppress(OSError), (fat.at / "others").open("wb", buffering=0) as file:
                while file.write(bytes(PIECE)):
                    pass

        with pytest.raises(errors.StickFull, match="The stick is full"):
            write(fat.at, "clips", FILES, tmp_path, when("writing", fill))
        assert listed(fat.at) == ["others"]


@pytest.mark.root
@ROOT
def test_too_little_room_is_said_before_anything_is_written(fat: Stick, tmp_path: Path) -> None:
    with pytest.raises(errors.StickFull, match=r"700 MB are needed, 6\d\d MB are free"):
        write(fat.at, "clips", {"a.mp4": bytes(700_000_000)}, tmp_path)
    assert listed(fat.at) == []


class FaultyDisk(Disk):
    """Fails at its nth call; from then on it removes nothing either, if it is `gone`."""

    def __init__(self, n: int, gone: bool, code: int = errno.EIO) -> None:
        self.left, self.gone, self.code = n, gone, code

    def _call(self) -> None:
        self.left -= 1
        if self.left == 0 or (self.gone and self.left < 0):
            raise OSError(self.code, os.strerror(self.code))

    def make_folder(self, path: Path) -> None:
        self._call()
        super().make_folder(path)

    def remove_folder(self, path: Path) -> None:
        if self.gone:
            self._call()
        super().remove_folder(path)

    def create(self, folder: int, name: str) -> int:
        self._call()
        return super().create(folder, name)

    def write(self, file: int, data: Bytes) -> None:
        self._call()
        super().write(file, data)

    def sync(self, file: int) -> None:
        self._call()

    def open_to_read(self, folder: int, name: str, flags: int = 0) -> int:
        self._call()
        return super().open_to_read(folder, name, flags)

    def remove(self, folder: int, name: str) -> None:
        if self.gone:
            self._call()
        super().remove(folder, name)


def calls(stick: Path, own: Path) -> int:
    counted = FaultyDisk(10**9, gone=False)
    write(stick, "counted", FILES, own, disk=counted)
    return 10**9 - counted.left


@pytest.mark.slow
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.ENODEV])
@pytest.mark.parametrize("gone", [False, True])
def test_a_fault_at_each_call_ends_in_a_sentence_and_in_nothing(
    stick: Path, tmp_path: Path, code: int, gone: bool
) -> None:
    total = calls(stick, tmp_path)
    assert total > 15
    for n in range(1, total + 1):
        name = f"clips-{n}"
        with pytest.raises(HandoverError) as refused:
            write(stick, name, FILES, tmp_path, disk=FaultyDisk(n, gone, code))
        said = str(refused.value)
        if (stick / name).exists():
            assert gone and f"in {name}: the case keeps a note of that" in said
        assert said.endswith(".")
        assert "{" not in said


class Forgetful(Unflushed):
    """Gives one other byte back than it was given."""

    def write(self, file: int, data: Bytes) -> None:
        super().write(file, bytes(data[:-1]) + bytes([data[-1] ^ 1]))


def test_a_byte_that_comes_back_otherwise_is_found_and_nothing_stays(stick: Path, tmp_path: Path) -> None:
    with pytest.raises(errors.StickDiffers, match=r"clip-1\.mp4"):
        write(stick, "clips", FILES, tmp_path, disk=Forgetful())
    assert list(stick.iterdir()) == []


def test_an_interruption_leaves_nothing(stick: Path, tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(stick, "clips", FILES, tmp_path, when("writing", interrupt))
    assert list(stick.iterdir()) == []


def test_an_interruption_that_leaves_something_is_logged(
    stick: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    disk = FaultyDisk(10**9, gone=True)

    def interrupt() -> None:
        disk.left = 0
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(stick, "clips", FILES, tmp_path, when("writing", interrupt), disk)
    assert (stick / "clips").exists()
    assert "in clips: the case keeps a note of that" in caplog.text


def test_what_is_no_stick_is_refused_before_anything_is_written(stick: Path, tmp_path: Path) -> None:
    with pytest.raises(errors.NotAStick):
        write(tmp_path, "clips", FILES, tmp_path)
    (stick / "file").write_bytes(b"")
    for nothing in (tmp_path / "nowhere", stick / "file", Path("/proc/self/nothing")):
        with pytest.raises(errors.NoStick):
            write(nothing, "clips", FILES, tmp_path)
    assert not (tmp_path / "clips").exists()
    assert CLUSTER % 4096 == 0
