"""Where a computer keeps the secret that its desk's keyring is bound to: the system's secret store, or a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desk.errors import SecretStoreRefuses
from desk.keyring.overwriting import OverwrittenFile, private
from desk.places import secrets_folder
from sealed.age import Identity, read_identities
from sealed.age.errors import AgeError
from sealed.disk import Disk
from sealed.durable import make_folder

SERVICE = "Attune desk"
LONGEST = 65536


class DeviceSecrets(Protocol):
    """Keeps a few age identities for each desk; the last one is the newest."""

    @property
    def words(self) -> str:
        """Where they are kept, for a person."""
        ...

    def read(self, desk: str) -> list[Identity]:
        """The identities of the desk with this id; empty if there is none. Raises SecretStoreRefuses."""
        ...

    def write(self, desk: str, identities: Sequence[Identity]) -> None:
        """Replace them. Raises SecretStoreRefuses."""
        ...


class SystemSecrets:
    """The system's own store: Keychain, Credential Manager, Secret Service."""

    @property
    def words(self) -> str:
        """The store's name."""
        import keyring  # noqa: PLC0415  # slow to import, and needed only to unlock

        return f"this computer's secret store ({keyring.get_keyring().name})"

    def read(self, desk: str) -> list[Identity]:
        """As the protocol says."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            found = keyring.get_password(SERVICE, desk)
        except KeyringError as error:
            raise SecretStoreRefuses(cause=str(error) or type(error).__name__) from error
        return _parse((found or "").encode())

    def write(self, desk: str, identities: Sequence[Identity]) -> None:
        """As the protocol says."""
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415

        try:
            keyring.set_password(SERVICE, desk, _text(identities))
        except KeyringError as error:
            raise SecretStoreRefuses(cause=str(error) or type(error).__name__) from error


class FileSecrets:
    """A file of mode 0600 for each desk, in a folder outside of it, where the system has no secret store."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self._folder, self._disk = folder, disk or private()

    @property
    def words(self) -> str:
        """The folder, and what it means."""
        return f"files that only you can read, in {self._folder}, because this computer offers no secret store"

    def read(self, desk: str) -> list[Identity]:
        """As the protocol says."""
        try:
            return _parse(self._file(desk).read(LONGEST) or b"")
        except OSError as error:
            raise SecretStoreRefuses(cause=f"{error.filename}: {error.strerror}") from error

    def write(self, desk: str, identities: Sequence[Identity]) -> None:
        """As the protocol says."""
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            make_folder(self._folder, self._disk)
            self._file(desk).write(_text(identities).encode())
        except OSError as error:
            raise SecretStoreRefuses(cause=f"{error.filename}: {error.strerror}") from error

    def _file(self, desk: str) -> OverwrittenFile:
        return OverwrittenFile(self._folder / f"{desk}.txt", self._disk)


def system_secrets() -> DeviceSecrets:
    """The system's store if it has one that works without a file of its own, else files."""
    from keyring import get_keyring  # noqa: PLC0415
    from keyring.backends import chainer, fail, null  # noqa: PLC0415

    found = get_keyring()
    none = isinstance(found, fail.Keyring | null.Keyring) or (
        isinstance(found, chainer.ChainerBackend) and not found.backends
    )
    return FileSecrets(secrets_folder()) if none else SystemSecrets()


def _text(identities: Sequence[Identity]) -> str:
    return "".join(f"{identity.secret()}\n" for identity in identities)


def _parse(data: bytes) -> list[Identity]:
    if not data.strip():
        return []
    try:
        return read_identities(data)
    except AgeError as error:
        raise SecretStoreRefuses(cause=f"what it holds for the desk is no key: {error.cause}") from error
