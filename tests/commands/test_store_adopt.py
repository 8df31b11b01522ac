"""`attune store adopt`: a disk in its own place under /dev/disk, and the desk's key."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.ssh.key_file import write_key
from stores.adoption import SIGNATURE, TAG
from tests.support.box_process import ATTUNE, Text, attune
from tests.support.disks import Disk, plugged

pytestmark = [pytest.mark.process, pytest.mark.root]
# A /dev/disk of the test's own: udev's is the machine's, if it has one.
WITH_DISKS = 'mount -t tmpfs tmpfs /mnt && mkdir -p /mnt/disk /dev/disk && cp -a "$1/." /mnt/disk && '
WITH_DISKS += 'mount --bind /mnt/disk /dev/disk && shift && exec "$@"'


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with plugged(tmp_path_factory.mktemp("stick"), "ext4", "ATTUNE") as disk:
        yield disk


@pytest.fixture
def key(tmp_path: Path) -> Path:
    write_key(tmp_path / "desk.key", Ed25519PrivateKey.generate())
    return tmp_path / "desk.key"


def adopt(folder: Path, disk: Disk, *words: str | Path) -> Text:
    """The command on a machine where udev found this disk."""
    for kind, name in (("by-label", "ATTUNE"), ("by-uuid", "0DD1-BA11")):
        (folder / "udev" / kind).mkdir(parents=True)
        (folder / "udev" / kind / name).symlink_to(disk.device)
    command: list[str | Path] = ["unshare", "--mount", "--propagation", "slave", "sh", "-c", WITH_DISKS, "sh"]
    command += [folder / "udev", ATTUNE, "store", "adopt", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_a_disk_becomes_a_store(tmp_path: Path, disk: Disk, key: Path) -> None:
    said = adopt(tmp_path, disk, "usb://ATTUNE/films", "--key", key)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("usb://ATTUNE/films is a store now, ")
    assert {path.name for path in (disk.at / "films").iterdir()} == {TAG, SIGNATURE}


def test_a_disk_that_is_not_plugged_in(key: Path) -> None:
    said = attune("store", "adopt", "usb://NOT-HERE", "--key", key)
    assert (said.returncode, said.stdout) == (1, "")
    assert "NOT-HERE" in said.stderr and "Traceback" not in said.stderr


@pytest.mark.parametrize("url", ["file:///mnt", "sftp://a@b/c", "nonsense", "usb://"])
def test_what_is_no_disk(key: Path, url: str) -> None:
    said = attune("store", "adopt", url, "--key", key)
    assert (said.returncode, said.stdout) == (2, "")
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("content", [b"", b"junk", b"\xff\xfe", None])
def test_a_key_that_cannot_be_used(tmp_path: Path, disk: Disk, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "desk.key").write_bytes(content)
    said = adopt(tmp_path, disk, "usb://ATTUNE/films", "--key", tmp_path / "desk.key")
    assert (said.returncode, said.stdout) == (2, ""), said
    assert "key" in said.stderr and "Traceback" not in said.stderr
