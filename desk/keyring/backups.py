"""Backups of the keyring: one file each, under a passphrase of its own, bound to no computer (docs/desk-format.md)."""

import secrets
from pathlib import Path

from desk.errors import BackupUnusable, KeyringDamaged, NotWritten, PassphraseEmpty, PassphraseWrong
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
    a stick did not take still holds the keys that it held. A backup that lies there is replaced if it has the same
    passphrase: any other could be of another stick, and would be listed for ever.

    Raises PassphraseEmpty, NotWritten, BackupUnusable for what may not be replaced or does not come back.
    """
    if not passphrase:
        raise PassphraseEmpty
    path = path.absolute()
    id_ = _id_of(path, passphrase, opened.now()) or secrets.token_hex(8)
    if not any(each.id == id_ for each in opened.now().backups):
        opened.change(lambda keyring: keyring.with_backup(Backup(id_, str(path), when, 0)))
    keyring = opened.now().for_backup(id_)
    try:
        OverwrittenFile(path).write(bytes(seal_with_passphrase(keyring.encode(), passphrase, work_factor)))
    except OSError as error:
        raise NotWritten(cause=f"{path}: {error.strerror}") from error
    if read_backup(path, passphrase).encode() != keyring.encode():
        raise BackupUnusable(cause=f"{path} does not hold what was written to it")
    opened.change(lambda now: now.with_backup(Backup(id_, str(path), when, keyring.sequence)))


def _id_of(path: Path, passphrase: str, now: Keyring) -> str | None:
    """The id of the backup that lies there."""
    if not path.exists():
        return None
    if not path.is_file():
        raise BackupUnusable(cause=f"{path} is there already, and is not a file")
    try:
        there = read_backup(path, passphrase)
    except (PassphraseWrong, BackupUnusable) as error:
        raise BackupUnusable(
            cause=f"{path} is there already, and is no backup that this passphrase opens. Nothing was written"
        ) from error
    if there.desk != now.desk:
        raise BackupUnusable(cause=f"{path} is a backup of the desk {there.desk}. Nothing was written")
    return there.copy


def read_backup(path: Path, passphrase: str) -> Keyring:
    """The keyring in a backup. Raises BackupUnusable, PassphraseWrong."""
    try:
        return open_with_passphrase(read_small(path, keys.LONGEST), passphrase)
    except (Missing, Damaged) as error:
        raise BackupUnusable(cause=error.cause.removesuffix(".")) from error
    except KeyringDamaged as error:
        raise BackupUnusable(cause=f"{path} is damaged, or no backup of a keyring") from error
