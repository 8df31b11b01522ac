"""The folder store: the contract, its errors, and that it writes whole objects or none."""

import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stores.directory import Directory, LinkInPath
from stores.errors import BadStore, CardUnreadable, StoreAway, StoreFailed, StoreFull, StoreRefuses
from stores.folder import FolderStore
from stores.path_directory import PathDirectory
from stores.registry import open_store
from stores.store import Item, Session
from stores.system_errors import translate_errors
from tests.support.sample_film import FILM
from tests.support.store_contract import DeskStoreContract, in_session, item


class TestFolder(DeskStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> FolderStore:
        (tmp_path / "store").mkdir()
        return FolderStore(tmp_path / "store")


class ByPaths(FolderStore):
    """As on Windows: without handles of folders."""

    directory = PathDirectory


class TestFolderByPaths(DeskStoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> FolderStore:
        (tmp_path / "store").mkdir()
        return ByPaths(tmp_path / "store")


@pytest.mark.parametrize("kind", [Directory, PathDirectory])
def test_no_way_leads_through_a_link(tmp_path: Path, kind: type[Directory]) -> None:
    (tmp_path / "real" / "below").mkdir(parents=True)
    (tmp_path / "real" / "file").write_bytes(b"x")
    (tmp_path / "real" / "to-file").symlink_to("file")
    (tmp_path / "real" / "to-folder").symlink_to("below")
    (tmp_path / "link").symlink_to("real")
    with pytest.raises(LinkInPath):
        kind.open(tmp_path / "link")
    with kind.open(tmp_path / "real") as folder:
        assert (folder.folders(), folder.files()) == (["below"], {"file": 1})
        for wrong in (lambda: folder.enter("to-folder"), lambda: folder.open_file("to-file")):
            with pytest.raises(LinkInPath):
                wrong()
        for name in ("..", ".", ""):
            with pytest.raises(OSError, match="not the name of a folder"):
                folder.enter(f"below/{name}", make=True)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_folder_that_is_not_there_is_away_and_not_made(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "disk")
    with pytest.raises(StoreAway, match="no such folder"):
        in_session(store, lambda session: session.listing(FILM))
    assert not (tmp_path / "disk").exists()


def test_a_disk_that_goes_away_in_the_middle(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    sent = item(tmp_path, b"bytes")

    async def pull(session: Session) -> None:
        disk.rmdir()
        await session.put(FILM, sent)

    with pytest.raises(StoreAway):
        in_session(FolderStore(disk), pull)


@pytest.mark.root
def test_a_full_disk_is_told_and_holds_no_half_object(small: Path, tmp_path: Path) -> None:
    store = FolderStore(small)
    with pytest.raises(StoreFull, match="No space left"):
        in_session(store, lambda session: session.put(FILM, item(tmp_path, os.urandom(400_000))))
    assert in_session(store, lambda session: session.listing(FILM)) == {}
    fits = item(tmp_path, os.urandom(100_000))
    in_session(store, lambda session: session.put(FILM, fits))
    assert in_session(store, lambda session: session.listing(FILM)) == {fits.name: fits.size}


@pytest.mark.root
def test_a_read_only_disk_refuses(small: Path, tmp_path: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    with pytest.raises(StoreRefuses, match="Read-only"):
        in_session(FolderStore(small), lambda session: session.put(FILM, item(tmp_path, b"bytes")))


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, StoreFull), (errno.EDQUOT, StoreFull), (errno.EFBIG, StoreFull),
        (errno.EACCES, StoreRefuses), (errno.EPERM, StoreRefuses), (errno.EROFS, StoreRefuses),
        (errno.EIO, StoreAway), (errno.ENODEV, StoreAway), (errno.ENOENT, StoreAway), (errno.ESTALE, StoreAway),
        (errno.ENOTCONN, StoreAway), (errno.EUCLEAN, StoreFailed), (errno.ENAMETOOLONG, StoreFailed),
        (999, StoreFailed),
    ],
)  # fmt: skip
def test_no_error_of_the_system_is_left_unmapped(number: int, kind: type[Exception]) -> None:
    with pytest.raises(kind, match=os.strerror(number)), translate_errors("file:///disk"):
        raise OSError(number, os.strerror(number))


def test_a_card_that_cannot_be_read_is_not_blamed_on_the_store(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    lost = Item("000000.m4s.age", tmp_path / "lost", 5, "0" * 64)
    with pytest.raises(CardUnreadable, match="000000"):
        in_session(FolderStore(tmp_path / "store"), lambda session: session.put(FILM, lost))


def test_a_url_names_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "a disk"
    store = open_store(folder.as_uri())
    assert store.name == folder.as_uri()
    assert isinstance(store, FolderStore)
    assert store.root == folder


@pytest.mark.parametrize(
    "url",
    ["", "/media/films", "file:films", "file://server/films", "file:///", "ftp://x/y", "file://u:secret@/films",
     "file:///films ", " file:///films", "file:///fi\nlms", "sftp://u:secret@[::1/films", "sftp://u@nas:99999/films"],
)  # fmt: skip
def test_a_wrong_url_is_refused_without_telling_secrets(url: str) -> None:
    with pytest.raises(BadStore) as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)
