"""The kernel's list of mounts may hold paths in any encoding."""

from pathlib import Path

import pytest

from stores.usb import UsbStore


@pytest.mark.parametrize("other", [b"/media/M\xfcller", "/media/a\u2028b".encode(), b"/media/a\x0cb"])
def test_a_disk_is_found_beside_a_mount_whose_path_is_not_utf_8(tmp_path: Path, other: bytes) -> None:
    (tmp_path / "by-label").mkdir()
    (tmp_path / "by-label" / "FILMS").write_bytes(b"")  # a plain file has the device number 0:0
    (tmp_path / "stick").mkdir()
    lines = [
        b"36 25 8:1 / %b rw - vfat /dev/sda1 rw" % other,
        b"37 25 0:0 / %b rw - vfat /dev/sdb1 rw" % bytes(tmp_path / "stick"),
    ]
    (tmp_path / "mountinfo").write_bytes(b"\n".join([*lines, b""]))
    store = UsbStore("FILMS", "films", "usb://FILMS/films", disks=tmp_path, mounts=tmp_path / "mountinfo")
    assert store.present()
