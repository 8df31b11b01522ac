"""Where a computer keeps the desk's secret: its own store, or a file that says so."""

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked

from desk.errors import SecretStoreRefuses
from desk.keyring.device_secrets import FileSecrets, SystemSecrets, system_secrets
from desk.unlocked import Desk
from sealed.age import generate
from tests.support.desks import PASSPHRASE

CREDENTIAL_MANAGER = 1280  # characters of UTF-16 in the 2,560 bytes of a Windows credential


class Store(KeyringBackend):
    """A secret store in memory, which may be locked. Its class has no priority, so no other test is ever given it."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False
        self.longest = 0

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("the keychain is locked")
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringLocked("the keychain is locked")
        self.longest = max(self.longest, len(password))
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def store() -> Iterator[Store]:
    before = keyring.get_keyring()
    keyring.set_keyring(found := Store())
    yield found
    keyring.set_keyring(before)


def test_the_systems_store_is_used_where_there_is_one(store: Store, tmp_path: Path) -> None:
    assert isinstance(system_secrets(), SystemSecrets)
    assert "secret store" in system_secrets().words
    desk = Desk.create(tmp_path / "desk", "desk-1", PASSPHRASE, work_factor=1)
    desk.open_case("A")
    desk.forget("A")
    [(service, name)] = store.held
    assert (service, name) == ("Attune desk", desk.folder.settings.id)
    assert store.longest <= CREDENTIAL_MANAGER
    assert Desk.unlock(tmp_path / "desk", PASSPHRASE).codes() == []


def test_a_locked_store_is_told_and_nothing_is_lost(store: Store, tmp_path: Path) -> None:
    desk = Desk.create(tmp_path / "desk", "desk-1", PASSPHRASE, work_factor=1)
    desk.open_case("A")
    store.locked = True
    with pytest.raises(SecretStoreRefuses, match="the keychain is locked"):
        Desk.unlock(tmp_path / "desk", PASSPHRASE)
    with pytest.raises(SecretStoreRefuses):
        desk.forget("A")
    store.locked = False
    assert Desk.unlock(tmp_path / "desk", PASSPHRASE).codes() == ["A"]


def test_a_store_that_holds_something_else_is_told(store: Store, tmp_path: Path) -> None:
    desk = Desk.create(tmp_path / "desk", "desk-1", PASSPHRASE, work_factor=1)
    store.held["Attune desk", desk.folder.settings.id] = "hunter2"
    with pytest.raises(SecretStoreRefuses, match="no key") as raised:
        Desk.unlock(tmp_path / "desk", PASSPHRASE)
    assert "hunter2" not in str(raised.value)


def test_without_a_store_it_is_a_file_that_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    try:
        secrets = system_secrets()
    finally:
        keyring.set_keyring(before)
    assert isinstance(secrets, FileSecrets)
    assert "only you can read" in secrets.words
    secrets.write("0" * 16, [generate()])
    [path] = (tmp_path / "attune" / "secrets").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
