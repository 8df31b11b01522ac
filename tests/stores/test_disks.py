"""USB disks with FAT and exFAT: the contract, found by label, plugged in late, pulled."""

import errno
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stores.errors import BadStore, StoreAway
from stores.folder import FolderStore
from stores.read_back import same
from stores.registry import open_store
from stores.store import Store
from stores.timeouts import TimeoutStore
from stores.usb import UsbStore
from stores.watch import Unwatched
from tests.support.disks import Disk, missing, plugged
from tests.support.sample_film import FILM
from tests.support.store_contract import DeskStoreContract, in_session, item

pytestmark = pytest.mark.root


def disk_or_skip(tmp_path_factory: pytest.TempPathFactory, kind: str) -> Iterator[Disk]:
    if why := missing(kind):
        pytest.skip(why)
    with plugged(tmp_path_factory.mktemp(kind), kind, "ATTUNE") as disk:
        yield disk


@pytest.fixture(scope="module")
def fat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    yield from disk_or_skip(tmp_path_factory, "vfat")


@pytest.fixture(scope="module")
def exfat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    yield from disk_or_skip(tmp_path_factory, "exfat")


class TestFat(DeskStoreContract):
    @pytest.fixture
    def store(self, fat: Disk, tmp_path: Path) -> Store:
        (fat.at / tmp_path.name).mkdir()
        return FolderStore(fat.at / tmp_path.name)


class TestExfat(DeskStoreContract):
    @pytest.fixture
    def store(self, exfat: Disk, tmp_path: Path) -> Store:
        (exfat.at / tmp_path.name).mkdir()
        return FolderStore(exfat.at / tmp_path.name)


class TestByLabel(DeskStoreContract):
    @pytest.fixture
    def store(self, exfat: Disk, tmp_path: Path) -> Store:
        return UsbStore("ATTUNE", f"{tmp_path.name}/films", "usb://ATTUNE/films", disks=labels(tmp_path, exfat))


def labels(folder: Path, disk: Disk, name: str = "ATTUNE") -> Path:
    """What udev would make."""
    for kind, link in (("by-label", name), ("by-uuid", "0DD1-BA11")):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / link).symlink_to(disk.device)
    return folder


def test_it_is_found_wherever_it_is_mounted(exfat: Disk, tmp_path: Path) -> None:
    store = UsbStore("ATTUNE", "films/of this box", "usb://ATTUNE/films", disks=labels(tmp_path, exfat))
    sent = item(tmp_path, b"bytes")
    in_session(store, lambda session: session.put(FILM, sent))
    assert (exfat.at / "films/of this box" / FILM / sent.name).read_bytes() == b"bytes"
    assert store.present()


def test_a_label_may_hold_spaces(exfat: Disk, tmp_path: Path) -> None:
    store = UsbStore("TWO WORDS", "", "usb://TWO%20WORDS", disks=labels(tmp_path, exfat, r"TWO\x20WORDS"))
    assert store.present()


def test_another_disk_is_not_taken_for_it(exfat: Disk, tmp_path: Path) -> None:
    store = UsbStore("MINE", "films", "usb://MINE/films", disks=labels(tmp_path, exfat, "THEIRS"))
    with pytest.raises(StoreAway, match="no disk with the label MINE is plugged in"):
        in_session(store, lambda session: session.listing(FILM))
    assert not store.present()


def test_no_disk_at_all(tmp_path: Path) -> None:
    store = UsbStore("MINE", "films", "usb://MINE/films", disks=tmp_path / "nothing")
    with pytest.raises(StoreAway, match="no disk with the label MINE"):
        in_session(store, lambda session: session.listing(FILM))


def test_a_disk_that_comes_and_goes(tmp_path: Path) -> None:
    disk = Disk(tmp_path, "ext4")
    try:
        store = UsbStore("ATTUNE", "films", "usb://ATTUNE/films", disks=labels(tmp_path, disk))
        sent = item(tmp_path, b"bytes")
        assert not store.present()
        with pytest.raises(StoreAway, match="not mounted"):
            in_session(store, lambda session: session.put(FILM, sent))
        disk.plug()
        assert store.present()
        in_session(store, lambda session: session.put(FILM, sent))
        disk.pull()
        assert not store.present()
        disk.plug()
        assert in_session(store, lambda session: same(session, FILM, sent))
        disk.pull()
        assert list(disk.at.iterdir()) == []
    finally:
        disk.close()


@pytest.mark.parametrize(
    "url", ["usb://", "usb:///films", "usb://A%2FB/films", "usb://ATTUNE/../etc", "usb://ATTUNE?x=1"]
)
def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(BadStore):
        open_store(url)


def test_a_url_names_a_label_and_a_folder() -> None:
    store = open_store("usb://TWO%20WORDS/films/here")
    assert isinstance(store, UsbStore)
    assert store.name == "usb://TWO%20WORDS/films/here"


def test_a_share_whose_server_died_is_away_and_no_more(tmp_path: Path) -> None:
    """Every call in it says ENOTCONN: of a FUSE file system whose program was killed, as of a network's."""
    if why := missing("exfat"):
        pytest.skip(why)
    if "exfat" in Path("/proc/filesystems").read_text("utf-8").split():
        pytest.skip("the kernel itself drives exFAT here")
    with plugged(tmp_path, "exfat", "SHARE") as disk:
        store = TimeoutStore(FolderStore(disk.at), Unwatched())
        assert store.present()
        found = subprocess.run(
            ["pgrep", "-f", f"mount.exfat-fuse.*{disk.device}"], capture_output=True, text=True, check=True
        )
        for number in found.stdout.split():
            os.kill(int(number), signal.SIGKILL)
        await_errno(errno.ENOTCONN, disk.at)
        assert store.present() is False
        with pytest.raises(StoreAway, match="not connected") as away:
            in_session(store, lambda session: session.listing(FILM))
        assert away.value.passing


def await_errno(number: int, folder: Path) -> None:
    for _ in range(1200):
        try:
            list(folder.iterdir())
        except OSError as error:
            if error.errno == number:
                return
        time.sleep(0.05)
    raise AssertionError(f"{folder} lives")
