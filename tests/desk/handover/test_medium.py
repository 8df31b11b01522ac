"""Sticks are known by their disk: as Linux tells of real machines, and as this machine does."""

import os
from pathlib import Path

import pytest

from desk.handover import medium as system
from desk.handover.check_stick import check_stick
from desk.handover.errors import NoStick, NotAStick, StickUnsure
from desk.handover.medium import Medium, medium
from tests.support.disks import missing, plugged

PCI = "devices/pci0000:00/0000:00:14.0"


class Sysfs:
    """A machine's sysfs with one device, and a list of mounts in which it is mounted at `at`."""

    def __init__(self, root: Path) -> None:
        self.root, self.at = root / "sys", root / "mounted here"
        self.at.mkdir()
        number = self.at.stat().st_dev
        self.link = self.root / "dev" / "block" / f"{os.major(number)}:{os.minor(number)}"
        self.link.parent.mkdir(parents=True)

    def disk(self, path: str, removable: str = "0", bus: str = "", kind: str = "", part: str = "") -> None:
        disk = self.root / path
        (disk / "device").mkdir(parents=True)
        (disk / "removable").write_text(f"{removable}\n")
        if kind:
            (disk / "device" / "type").write_text(f"{kind}\n")
        if bus:
            (self.root / "bus" / bus).mkdir(parents=True)
            (disk.parents[1] / "subsystem").symlink_to(self.root / "bus" / bus)
        if part:
            (disk / part).mkdir()
            (disk / part / "partition").write_text("1\n")
        if not self.link.is_symlink():
            self.link.symlink_to(disk / part if part else disk)

    def medium(self, kind: str = "vfat") -> Medium:
        """As it is found."""
        mounts = self.root / "mountinfo"
        place = str(self.at).replace(" ", r"\040")
        mounts.write_text(f"20 1 0:1 / / rw - overlay overlay rw\n30 20 8:17 / {place} rw shared:1 - {kind} none rw\n")
        return system._on_linux(self.at, self.root, mounts)  # with a machine that is not here


@pytest.fixture
def machine(tmp_path: Path) -> Sysfs:
    return Sysfs(tmp_path)


def test_a_stick_on_usb(machine: Sysfs) -> None:
    machine.disk(f"{PCI}/usb1/1-4/block/sdb", removable="1", bus="usb", part="sdb1")
    assert machine.medium() == ("sdb", True, "vfat")


def test_a_disk_on_usb_that_is_not_called_removable(machine: Sysfs) -> None:
    machine.disk(f"{PCI}/usb1/1-4/block/sdb", bus="usb", part="sdb1")
    assert machine.medium("exfat") == ("sdb", True, "exfat")


def test_a_memory_card_and_memory_that_is_soldered_in(machine: Sysfs, tmp_path: Path) -> None:
    machine.disk("devices/platform/mmc0/mmc0:59b4/block/mmcblk0", bus="mmc", kind="SD", part="mmcblk0p1")
    assert machine.medium() == ("mmcblk0", True, "vfat")
    (machine.root / "devices/platform/mmc0/mmc0:59b4/block/mmcblk0/device/type").write_text("MMC\n")
    assert machine.medium() == ("mmcblk0", False, "vfat")


def test_a_second_partition_of_a_disk_that_is_built_in(machine: Sysfs) -> None:
    machine.disk("devices/pci0000:00/nvme/nvme0/nvme0n1", part="nvme0n1p3")
    assert machine.medium() == ("nvme0n1", False, "vfat")


def test_what_is_mapped_lies_on_the_disks_below(machine: Sysfs) -> None:
    machine.disk("devices/virtual/block/dm-0")
    machine.disk(f"{PCI}/usb1/1-4/block/sdb", removable="1", part="sdb1")
    slaves = machine.root / "devices/virtual/block/dm-0/slaves"
    slaves.mkdir()
    (slaves / "sdb1").symlink_to(machine.root / f"{PCI}/usb1/1-4/block/sdb/sdb1")
    assert machine.medium("ext4") == ("sdb", True, "ext4")


def test_memory_is_no_disk(stick: Path) -> None:
    assert medium(stick) == (None, None, "tmpfs")


def test_a_folder_in_memory_is_asked_about_and_the_desk_s_own_disk_refused(stick: Path, tmp_path: Path) -> None:
    with pytest.raises(StickUnsure, match="does not say whether it can be taken out, and a television reads FAT"):
        check_stick(stick, tmp_path)
    assert check_stick(stick, tmp_path, confirmed=True) == stick.stat().st_dev
    for confirmed in (False, True):
        with pytest.raises(NotAStick):
            check_stick(tmp_path, tmp_path, confirmed)
        with pytest.raises(NoStick):
            check_stick(tmp_path / "nowhere", tmp_path, confirmed)


@pytest.mark.root
@pytest.mark.process
@pytest.mark.skipif(os.getuid() != 0 or bool(missing("ext4")), reason="mounts an image as root")
def test_another_file_system_on_the_disk_that_the_desk_lies_on(tmp_path: Path) -> None:
    """The same whole disk, however it is parted, is refused though somebody confirms it."""
    with plugged(tmp_path, "ext4") as disk:
        own = disk.at / "desk"
        own.mkdir()
        found = medium(disk.at)
        assert found.disk == Path(disk.device).name
        assert found.plugged is False
        with pytest.raises(NotAStick):
            check_stick(disk.at, own, confirmed=True)
        with pytest.raises(StickUnsure, match="built into this computer, and a television reads FAT, and it has ext4"):
            check_stick(disk.at, tmp_path)
