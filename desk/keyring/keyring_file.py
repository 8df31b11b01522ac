"""The keyring's file: sealed under the passphrase, and around that to this computer's secret (docs/desk-format.md)."""

from pathlib import Path

from desk.errors import KeyringDamaged, NoDesk, NotThisComputer, PassphraseEmpty, PassphraseWrong
from desk.keyring import keys
from desk.keyring.device_secrets import DeviceSecrets
from desk.keyring.keys import Keyring
from desk.keyring.overwriting import OverwrittenFile
from sealed.age import Identity, generate, read_identities, seal, seal_with_passphrase, unseal
from sealed.age.errors import AgeError, NoKeyFits
from sealed.age.scrypt import WORK_FACTOR, ScryptIdentity
from sealed.disk import Disk

KEYRING = "keyring.age"
NEXT = "device.age"


class KeyringFile:
    """Hold the desk's lock around each call. Raises KeyringErrors, OSError."""

    def __init__(
        self,
        folder: Path,
        desk: str,
        secrets: DeviceSecrets,
        work_factor: int = WORK_FACTOR,
        disk: Disk | None = None,
    ) -> None:
        """`desk` is the desk's id, by which the computer keeps its secret."""
        self._folder, self._desk, self._secrets, self._work_factor = folder, desk, secrets, work_factor
        self._keyring = OverwrittenFile(folder / KEYRING, disk)
        self._next = OverwrittenFile(folder / NEXT, disk)

    def create(self, keyring: Keyring, passphrase: str) -> None:
        """Bind a first keyring to this computer by a new secret."""
        if not passphrase:
            raise PassphraseEmpty
        device = generate()
        self._secrets.write(self._desk, [device])
        self._write(keyring, passphrase, device)

    def read(self, passphrase: str) -> Keyring:
        """Open the keyring, and finish a renewal that was broken off."""
        sealed = self._keyring.read(keys.LONGEST)
        if sealed is None:
            raise NoDesk(folder=self._folder)
        kept = self._secrets.read(self._desk)
        device, inner = _open_outer(sealed, [*kept, *self._coming(kept)])
        keyring = open_with_passphrase(inner, passphrase)
        if [device.secret()] == [each.secret() for each in kept]:
            self._next.destroy()  # the secret store has the newest secret, now and at the last start
        else:
            self._secrets.write(self._desk, [device])
        return keyring

    def write(self, keyring: Keyring, passphrase: str) -> None:
        """Replace the keyring, bound to the same secret."""
        sealed = self._keyring.read(keys.LONGEST)
        kept = self._secrets.read(self._desk)
        device = _open_outer(sealed, [*kept, *self._coming(kept)])[0] if sealed else generate()
        self._write(keyring, passphrase, device)

    def renew(self, keyring: Keyring, passphrase: str) -> None:
        """Replace the keyring, bound to a new secret, and destroy the old one: no old copy of the file opens any more.

        The new secret waits in a file, sealed to the old one, until a later start has found it in the secret store:
        that store may lose what it was just given, and must not lose the desk with it.
        """
        if not passphrase:
            raise PassphraseEmpty
        kept = self._secrets.read(self._desk)
        device = generate()
        self._next.write(bytes(seal(f"{device.secret()}\n".encode(), [each.recipient for each in kept])))
        self._secrets.write(self._desk, [*kept, device])
        self._write(keyring, passphrase, device)
        self._secrets.write(self._desk, [device])

    def _write(self, keyring: Keyring, passphrase: str, device: Identity) -> None:
        inner = seal_with_passphrase(keyring.encode(), passphrase, self._work_factor)
        self._keyring.write(bytes(seal(inner, [device.recipient])))

    def _coming(self, kept: list[Identity]) -> list[Identity]:
        """The secret that a renewal laid ready, if one of those at hand opens it."""
        try:
            sealed = self._next.read(keys.LONGEST)
            return read_identities(bytes(unseal(sealed, kept))) if sealed and kept else []
        except (AgeError, KeyringDamaged):
            return []


def open_with_passphrase(sealed: bytes | bytearray, passphrase: str) -> Keyring:
    """A keyring out of an age file under a passphrase: the inner part of the keyring's file, or a backup."""
    try:
        return Keyring.decode(bytes(unseal(sealed, [ScryptIdentity(passphrase)])))
    except NoKeyFits as error:
        raise PassphraseWrong from error
    except (AgeError, ValueError) as error:
        raise KeyringDamaged(cause=str(error).split(". ", maxsplit=1)[0].removesuffix(".")) from error


def _open_outer(sealed: bytes, devices: list[Identity]) -> tuple[Identity, bytearray]:
    """The device secret that fits, and what it opens."""
    if not devices:
        raise NotThisComputer(cause="its secret store knows nothing of this desk")
    for device in reversed(devices):
        try:
            return device, unseal(sealed, [device])
        except NoKeyFits:
            continue
        except AgeError as error:
            raise KeyringDamaged(cause=error.cause.removesuffix(".")) from error
    raise NotThisComputer(cause="its secret is another one, or the keyring is damaged")
