"""A disk with the right label is a store only when somebody on the list adopted it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealed.papers.store_tag import NAMESPACE
from sealed.ssh import sshsig
from stores.address import Rules
from stores.adoption import SIGNATURE, TAG
from stores.errors import NotAdopted, StoreAway
from stores.store import Store
from stores.usb import UsbStore
from tests.support.disks import Disk, plugged
from tests.support.sample_film import FILM
from tests.support.store_contract import DeskStoreContract, in_session, item

pytestmark = pytest.mark.root
KEY = Ed25519PrivateKey.generate()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with plugged(tmp_path_factory.mktemp("stick"), "ext4", "ATTUNE") as disk:
        yield disk


@pytest.fixture(autouse=True)
def _empty(disk: Disk) -> Iterator[None]:
    yield
    for path in disk.at.iterdir():
        if path.name != "lost+found":
            shutil.rmtree(path)


def udev(folder: Path, disk: Disk, volume: str = "0DD1-BA11") -> Path:
    """What udev would make."""
    for kind, name in (("by-label", "ATTUNE"), ("by-uuid", volume)):
        (folder / kind).mkdir(parents=True)
        (folder / kind / name).symlink_to(disk.device)
    return folder


def signers(folder: Path, key: Ed25519PrivateKey = KEY, namespace: str = NAMESPACE) -> Path:
    path = folder / "desks"
    path.write_text(f'desk-1 namespaces="{namespace}" {sshsig.key_line(sshsig.public_bytes(key))}\n')
    return path


def store(tmp_path: Path, disk: Disk, known: Path) -> UsbStore:
    disks = tmp_path / "disk"
    disks = disks if disks.exists() else udev(disks, disk)
    return UsbStore("ATTUNE", "films", "usb://ATTUNE/films", Rules(adopted_by=known), disks)


class TestAdopted(DeskStoreContract):
    @pytest.fixture
    def store(self, disk: Disk, tmp_path: Path) -> Store:
        made = store(tmp_path, disk, signers(tmp_path))
        made.adopt(KEY)
        return made

    def test_its_abilities_are_told_without_a_trace(self, store: Store) -> None:
        in_session(store, lambda session: session.abilities())
        assert set(in_session(store, lambda session: session.listing(""))) == {TAG, SIGNATURE}


def test_a_label_alone_is_no_store(disk: Disk, tmp_path: Path) -> None:
    with pytest.raises(NotAdopted, match=f"it has no {TAG}") as refusal:
        in_session(store(tmp_path, disk, signers(tmp_path)), lambda session: session.put(FILM, item(tmp_path, b"x")))
    assert refusal.value.passing, "the right one may be plugged in later"
    assert "attune store adopt" in str(refusal.value)
    assert list((disk.at / "films").iterdir()) == []


def test_nor_one_that_a_stranger_adopted(disk: Disk, tmp_path: Path) -> None:
    made = store(tmp_path, disk, signers(tmp_path))
    made.adopt(Ed25519PrivateKey.generate())
    with pytest.raises(NotAdopted, match="nobody on the list"):
        in_session(made, lambda session: session.listing(FILM))


def test_nor_one_adopted_by_who_may_only_sign_cards(disk: Disk, tmp_path: Path) -> None:
    made = store(tmp_path, disk, signers(tmp_path, namespace="attune-case"))
    made.adopt(KEY)
    with pytest.raises(NotAdopted, match="nobody on the list"):
        in_session(made, lambda session: session.listing(FILM))


def test_nor_a_copy_of_a_tag_on_another_disk(disk: Disk, tmp_path: Path) -> None:
    known = signers(tmp_path)
    store(tmp_path, disk, known).adopt(KEY)
    other = UsbStore(
        "ATTUNE", "films", "usb://ATTUNE/films", Rules(adopted_by=known), udev(tmp_path / "other", disk, "0000-0001")
    )
    with pytest.raises(NotAdopted, match="for another disk"):
        in_session(other, lambda session: session.listing(FILM))


@pytest.mark.parametrize("name", [TAG, SIGNATURE])
@pytest.mark.parametrize("spoiled", [b"", b"\xff", b"{}\n", b"x" * 100_000])
def test_nor_one_whose_tag_was_changed(disk: Disk, tmp_path: Path, name: str, spoiled: bytes) -> None:
    made = store(tmp_path, disk, signers(tmp_path))
    made.adopt(KEY)
    (disk.at / "films" / name).write_bytes(spoiled)
    with pytest.raises(NotAdopted):
        in_session(made, lambda session: session.listing(FILM))


def test_nor_anything_where_nobody_is_known(disk: Disk, tmp_path: Path) -> None:
    made = store(tmp_path, disk, tmp_path / "no such list")
    made.adopt(KEY)
    with pytest.raises(NotAdopted, match="list of signers"):
        in_session(made, lambda session: session.listing(FILM))


def test_a_disk_that_is_not_there_cannot_be_adopted(tmp_path: Path) -> None:
    with pytest.raises(StoreAway, match="plugged in"):
        UsbStore("ATTUNE", "", "usb://ATTUNE", disks=tmp_path).adopt(KEY)


def test_adopting_once_more_makes_a_new_tag(disk: Disk, tmp_path: Path) -> None:
    made = store(tmp_path, disk, signers(tmp_path))
    first, second = made.adopt(KEY), made.adopt(KEY)
    assert first.id != second.id
    assert in_session(made, lambda session: session.listing(FILM)) == {}
