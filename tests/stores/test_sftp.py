"""The SFTP store against a real OpenSSH server: the contract, blocks, resuming by offset, disks that are full."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from stores.errors import CourierError, StoreAway, StoreFull, StoreRefuses
from stores.read_back import same
from stores.registry import open_store
from stores.sftp.errors import translate_errors
from stores.sftp.store import BLOCK
from stores.store import CHUNK, Abilities, Store
from tests.support.sample_film import FILM
from tests.support.sshd import Sshd
from tests.support.store_contract import DeskStoreContract, in_session, item


@pytest.fixture
def store(sshd: Sshd, served: Path) -> Store:
    return open_store(f"{sshd.url}/one", sshd.credentials)


class TestSftp(DeskStoreContract):
    """The fixture `store` is above."""


class TestSftpWithOneChannel(DeskStoreContract):
    @pytest.fixture(scope="class")
    @classmethod
    def sshd(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
        server = Sshd(tmp_path_factory.mktemp("narrow"), more="MaxSessions 1\n")
        server.start()
        yield server
        server.stop()


@pytest.mark.parametrize("size", [BLOCK - 1, BLOCK, BLOCK + 1, 8 * BLOCK, 8 * BLOCK + 1])
def test_blocks_are_put_and_read_to_the_end(store: Store, tmp_path: Path, size: int) -> None:
    sent = item(tmp_path, os.urandom(size))
    in_session(store, lambda session: session.put(FILM, sent))
    assert in_session(store, lambda session: same(session, FILM, sent))


def test_more_than_was_put_is_not_the_same(store: Store, served: Path, tmp_path: Path) -> None:
    sent = item(tmp_path, os.urandom(BLOCK))
    in_session(store, lambda session: session.put(FILM, sent))
    with (served / FILM / sent.name).open("ab") as file:
        file.write(b"x")
    assert not in_session(store, lambda session: same(session, FILM, sent))


def test_it_flushes(store: Store) -> None:
    assert in_session(store, lambda session: session.abilities()) == Abilities(flushes=True)


@pytest.mark.parametrize("left", [0, 1, 700_000, 3 * CHUNK, 3 * CHUNK + 9])
def test_what_broke_off_is_resumed_by_offset(store: Store, served: Path, tmp_path: Path, left: int) -> None:
    sent = item(tmp_path, os.urandom(3 * CHUNK + 9))
    (served / FILM).mkdir()
    # What is there already is not sent again, so a wrong byte in it survives until the proof finds it.
    (served / FILM / f"{sent.name}.part").write_bytes(b"x" * left)
    in_session(store, lambda session: session.put(FILM, sent))
    assert (served / FILM / sent.name).read_bytes() == b"x" * left + sent.path.read_bytes()[left:]
    in_session(store, lambda session: session.replace(FILM, sent))
    assert in_session(store, lambda session: same(session, FILM, sent))


def test_a_part_that_is_too_long_is_begun_anew(store: Store, served: Path, tmp_path: Path) -> None:
    sent = item(tmp_path, b"short")
    (served / FILM).mkdir()
    (served / FILM / f"{sent.name}.part").write_bytes(b"much longer")
    in_session(store, lambda session: session.put(FILM, sent))
    assert (served / FILM / sent.name).read_bytes() == b"short"


def test_settling_clears_the_parts_away(store: Store, served: Path, tmp_path: Path) -> None:
    (served / FILM).mkdir()
    (served / FILM / "film.json.12345678.part").write_bytes(b"from a box that was switched off")
    (served / FILM / "film.json").write_bytes(b"stays")
    in_session(store, lambda session: session.settle(FILM))
    assert [path.name for path in (served / FILM).iterdir()] == ["film.json"]


@pytest.mark.root
def test_a_full_disk_at_the_server_is_told(sshd: Sshd, tmp_path: Path) -> None:
    small = sshd.films / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small], check=True)
    try:
        store = open_store(f"{sshd.url}/small", sshd.credentials)
        with pytest.raises(StoreFull, match="bytes left"):
            in_session(store, lambda session: session.put(FILM, item(tmp_path, os.urandom(400_000))))
        assert in_session(store, lambda session: session.listing(FILM)) == {}
    finally:
        subprocess.run(["umount", small], check=True)


@pytest.mark.root
def test_a_read_only_disk_at_the_server_is_told(sshd: Sshd, tmp_path: Path) -> None:
    fixed = sshd.films / "fixed"
    fixed.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", fixed], check=True)
    try:
        store = open_store(f"{sshd.url}/fixed", sshd.credentials)
        with pytest.raises((StoreAway, StoreRefuses)):
            in_session(store, lambda session: session.put(FILM, item(tmp_path, b"bytes")))
    finally:
        subprocess.run(["umount", fixed], check=True)


@pytest.mark.parametrize(
    "kind", [kind for kind in vars(asyncssh).values() if isinstance(kind, type) and issubclass(kind, asyncssh.Error)]
)
def test_no_error_of_the_library_is_left_unmapped(kind: type[asyncssh.Error]) -> None:
    raised = kind.__new__(kind)
    raised.reason = "some reason"
    with pytest.raises(CourierError), translate_errors("sftp://x"):
        raise raised
