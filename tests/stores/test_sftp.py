"""The SFTP store against a real OpenSSH server: the contract, who is let in, whom we trust, and resuming by offset."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest

from appliance.courier.errors import (
    BadStore,
    HostKeyChanged,
    NoCredential,
    StoreAway,
    StoreFull,
    StoreRefuses,
)
from appliance.courier.proof import same
from appliance.courier.sftp import AT_ONCE, BLOCK
from appliance.courier.sftp_errors import told
from appliance.courier.store import CHUNK, Abilities, Store
from appliance.courier.stores import open_store
from tests.films.sample import FILM
from tests.stores.contract import StoreContract, in_session, item
from tests.stores.sshd import Sshd, new_key

ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system: needs root")


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    server = Sshd(tmp_path_factory.mktemp("sshd"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def folder(sshd: Sshd, request: pytest.FixtureRequest) -> Iterator[Path]:
    """An empty folder on the server."""
    folder = sshd.films / "one"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def credentials(sshd: Sshd, tmp_path: Path) -> Path:
    """A copy of the box's credentials, to be spoiled."""
    shutil.copytree(sshd.credentials, tmp_path / "credentials")
    return tmp_path / "credentials"


@pytest.fixture
def store(sshd: Sshd, folder: Path) -> Store:
    return open_store(f"{sshd.url}/one", sshd.credentials)


class TestSftp(StoreContract):
    """The fixture `store` is above."""


class TestSftpWithOneChannel(StoreContract):
    @pytest.fixture(scope="class")
    @classmethod
    def sshd(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
        server = Sshd(tmp_path_factory.mktemp("narrow"), more="MaxSessions 1\n")
        server.start()
        yield server
        server.stop()


def reach(sshd: Sshd, credentials: Path | None, path: str = "/one") -> None:
    in_session(open_store(f"{sshd.url}{path}", credentials), lambda session: session.listing(FILM))


@pytest.mark.parametrize("size", [BLOCK - 1, BLOCK, BLOCK + 1, AT_ONCE, AT_ONCE + 1])
def test_blocks_are_put_and_read_to_the_end(store: Store, tmp_path: Path, size: int) -> None:
    sent = item(tmp_path, os.urandom(size))
    in_session(store, lambda session: session.put(FILM, sent))
    assert in_session(store, lambda session: same(session, FILM, sent))


def test_more_than_was_put_is_not_the_same(store: Store, folder: Path, tmp_path: Path) -> None:
    sent = item(tmp_path, os.urandom(BLOCK))
    in_session(store, lambda session: session.put(FILM, sent))
    with (folder / FILM / sent.name).open("ab") as file:
        file.write(b"x")
    assert not in_session(store, lambda session: same(session, FILM, sent))


def test_it_flushes(store: Store) -> None:
    assert in_session(store, lambda session: session.abilities()) == Abilities(flushes=True)


def test_a_changed_host_key_is_not_talked_to(sshd: Sshd, folder: Path, credentials: Path, tmp_path: Path) -> None:
    new_key(tmp_path / "other")
    other = (tmp_path / "other.pub").read_text()
    (credentials / "store-known-hosts").write_text(f"[127.0.0.1]:{sshd.port} {other}")
    with pytest.raises(HostKeyChanged, match="not trusted"):
        reach(sshd, credentials)


@pytest.mark.parametrize("known", ["", "# nothing\n", "elsewhere.example ssh-ed25519 AAAA\n"])
def test_a_host_that_was_never_pinned_is_not_talked_to(sshd: Sshd, folder: Path, credentials: Path, known: str) -> None:
    (credentials / "store-known-hosts").write_text(known)
    with pytest.raises((HostKeyChanged, NoCredential)):
        reach(sshd, credentials)


def test_a_host_vouched_for_by_an_authority(sshd: Sshd, folder: Path, credentials: Path) -> None:
    sign = ["ssh-keygen", "-q", "-s", sshd.home / "ca", "-h", "-I", "host", "-n", "127.0.0.1", sshd.home / "host.pub"]
    subprocess.run(sign, check=True)
    with Sshd(
        sshd.home / "vouched", more=f"HostCertificate {sshd.home}/host-cert.pub\n", host=sshd.home / "host"
    ) as vouched:
        authority = (sshd.home / "ca.pub").read_text()
        (vouched.credentials / "store-known-hosts").write_text(
            f"@cert-authority [127.0.0.1]:{vouched.port} {authority}"
        )
        reach(vouched, vouched.credentials, "")


def test_a_key_that_the_server_does_not_know_is_refused(sshd: Sshd, folder: Path, credentials: Path) -> None:
    for name in ("store-key", "store-key.pub"):
        (credentials / name).unlink()
    new_key(credentials / "store-key")
    with pytest.raises(StoreRefuses, match="Permission denied"):
        reach(sshd, credentials)


def test_a_certificate_lets_a_box_in(sshd: Sshd, folder: Path, credentials: Path) -> None:
    for name in ("store-key", "store-key.pub"):
        (credentials / name).unlink()
    new_key(credentials / "store-key")
    sign = ["ssh-keygen", "-q", "-s", sshd.home / "ca", "-I", "box-07", "-n", sshd.user, credentials / "store-key.pub"]
    subprocess.run(sign, check=True)
    reach(sshd, credentials)
    (credentials / "store-key-cert.pub").unlink()
    with pytest.raises(StoreRefuses):
        reach(sshd, credentials)


@pytest.mark.parametrize("name", ["store-key", "store-known-hosts"])
def test_a_credential_that_is_not_there_is_named(sshd: Sshd, folder: Path, credentials: Path, name: str) -> None:
    (credentials / name).unlink()
    with pytest.raises(NoCredential, match=f"{name}, but there is none in {credentials}"):
        reach(sshd, credentials)
    with pytest.raises(NoCredential, match="no folder of credentials is set"):
        reach(sshd, None)


@pytest.mark.parametrize("spoilt", [b"", b"nonsense", b"\xff\xfe"])
@pytest.mark.parametrize("name", ["store-key", "store-key-cert.pub", "store-known-hosts"])
def test_a_credential_that_cannot_be_used_is_told(
    sshd: Sshd, folder: Path, credentials: Path, name: str, spoilt: bytes
) -> None:
    if (name, spoilt) == ("store-key-cert.pub", b""):
        pytest.skip("an empty certificate is none")
    (credentials / name).write_bytes(spoilt)
    with pytest.raises((NoCredential, HostKeyChanged)):
        reach(sshd, credentials)


def test_a_key_that_everybody_may_read_is_not_used(sshd: Sshd, folder: Path, credentials: Path) -> None:
    (credentials / "store-key").chmod(0o644)
    with pytest.raises(NoCredential, match="chmod 600"):
        reach(sshd, credentials)


def test_a_folder_that_is_not_there_is_away_and_not_made(sshd: Sshd) -> None:
    with pytest.raises(StoreAway, match="no such folder"):
        reach(sshd, sshd.credentials, "/unplugged")
    assert not (sshd.films / "unplugged").exists()


def test_a_server_that_is_off_is_away(tmp_path: Path) -> None:
    server = Sshd(tmp_path)
    with pytest.raises(StoreAway, match="refused"):
        reach(server, server.credentials)


@pytest.mark.parametrize("left", [0, 1, 700_000, 3 * CHUNK, 3 * CHUNK + 9])
def test_what_broke_off_is_resumed_by_offset(store: Store, folder: Path, tmp_path: Path, left: int) -> None:
    sent = item(tmp_path, os.urandom(3 * CHUNK + 9))
    (folder / FILM).mkdir()
    # What is there already is not sent again, so a wrong byte in it survives until the proof finds it.
    (folder / FILM / f"{sent.name}.part").write_bytes(b"x" * left)
    in_session(store, lambda session: session.put(FILM, sent))
    assert (folder / FILM / sent.name).read_bytes() == b"x" * left + sent.path.read_bytes()[left:]
    in_session(store, lambda session: session.replace(FILM, sent))
    assert in_session(store, lambda session: same(session, FILM, sent))


def test_a_part_that_is_too_long_is_begun_anew(store: Store, folder: Path, tmp_path: Path) -> None:
    sent = item(tmp_path, b"short")
    (folder / FILM).mkdir()
    (folder / FILM / f"{sent.name}.part").write_bytes(b"much longer")
    in_session(store, lambda session: session.put(FILM, sent))
    assert (folder / FILM / sent.name).read_bytes() == b"short"


def test_settling_clears_the_parts_away(store: Store, folder: Path, tmp_path: Path) -> None:
    (folder / FILM).mkdir()
    (folder / FILM / "film.json.12345678.part").write_bytes(b"from a box that was switched off")
    (folder / FILM / "film.json").write_bytes(b"stays")
    in_session(store, lambda session: session.settle(FILM))
    assert [path.name for path in (folder / FILM).iterdir()] == ["film.json"]


@ROOT_ONLY
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


@ROOT_ONLY
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
    with pytest.raises((StoreAway, StoreFull, StoreRefuses)), told("sftp://x"):
        raise raised


def test_a_url_names_account_and_folder(tmp_path: Path) -> None:
    store = open_store("sftp://attune@nas.example/srv/films%20here", tmp_path)
    assert store.name == "sftp://nas.example:22/srv/films%20here"
    assert open_store("sftp://attune@nas.example:2022/~/films").name == "sftp://nas.example:2022/~/films"


@pytest.mark.parametrize(
    "url",
    ["sftp://nas.example/films", "sftp://u@/films", "sftp://u@nas", "sftp://u@nas/", "sftp://u@nas:x/films",
     "sftp://u:secret@nas/films", "sftp://u@nas/films?key=secret"],
)  # fmt: skip
def test_a_wrong_url_is_refused_without_telling_secrets(url: str) -> None:
    with pytest.raises(BadStore) as refusal:
        open_store(url)
    assert "secret@" not in str(refusal.value)
