"""Backups of the keyring: one file each, under a passphrase of its own, bound to no computer (docs/desk-format.md)."""

from pathlib import Path

from desk.errors import BackupUnusable, KeyringDamaged, NotWritten, PassphraseEmpty
from desk.keyring import keys
from desk.keyring.keyring_file import open_with_passphrase
from desk.keyring.keys import Backup, Keyring
from desk.keyring.overwriting import OverwrittenFile
from desk.keyring.unlocked_keyring import UnlockedKeyring
from sealed.age import seal_with_passphrase
from sealed.age.scrypt import WORK_FACTOR
from sealed.errors import Damaged, Missing
from sealed.film.objects import read_small


def back_up(opened: UnlockedKeyring, path: Path, passphrase: str, when: str, work_factor: int = WORK_FACTOR) -> None:
    """Write the keyring to a second file, and read it back.

    It is listed before it is there, so that none exists unlisted, and as of this state only once it was read back: what
    a stick did not take still holds the keys that it held.

    Raises PassphraseEmpty, NotWritten, BackupUnusable if what was written does not come back.
    """
    if not passphrase:
        raise PassphraseEmpty
    path = path.absolute()
    if path.exists() and not path.is_file():
        raise BackupUnusable(cause=f"{path} is there already, and is not a file")
    if not any(each.path == str(path) for each in opened.now().backups):
        opened.change(lambda keyring: keyring.with_backup(Backup(str(path), when, 0)))
    keyring = opened.now().for_backup()
    try:
        OverwrittenFile(path).write(bytes(seal_with_passphrase(keyring.encode(), passphrase, work_factor)))
    except OSError as error:
        raise NotWritten(cause=f"{path}: {error.strerror}") from error
    if read_backup(path, passphrase).encode() != keyring.encode():
        raise BackupUnusable(cause=f"{path} does not hold what was written to it")
    opened.change(lambda now: now.with_backup(Backup(str(path), when, keyring.sequence)))


def read_backup(path: Path, passphrase: str) -> Keyring:
    """The keyring in a backup. Raises BackupUnusable, PassphraseWrong."""
    try:
        return open_with_passphrase(read_small(path, keys.LONGEST), passphrase)
    except (Missing, Damaged) as error:
        raise BackupUnusable(cause=error.cause.removesuffix(".")) from error
    except KeyringDamaged as error:
        raise BackupUnusable(cause=f"{path} is damaged, or no backup of a keyring") from error
