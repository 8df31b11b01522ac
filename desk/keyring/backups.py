"""Backups of the keyring: one file each, under a passphrase of its own, bound to no computer (docs/desk-format.md)."""

import os
import secrets
from pathlib import Path

from desk.errors import BackupUnusable, FileThere, KeyringDamaged, NotWritten, PassphraseEmpty, PassphraseWrong
from desk.keyring import keys
from desk.keyring.keyring_file import open_with_passphrase
from desk.keyring.keys import Backup, Keyring
from desk.keyring.overwriting import OverwrittenFile
from desk.keyring.unlocked_keyring import UnlockedKeyring
from sealed.age import seal_with_passphrase
from sealed.age.scrypt import WORK_FACTOR
from sealed.errors import Damaged, Missing
from sealed.film.facts import fingerprint
from sealed.film.objects import read_small
from sealed.ssh import sshsig

LEFT = "{} is there already, and {}. It was left as it is."


def back_up(opened: UnlockedKeyring, path: Path, passphrase: str, when: str, work_factor: int = WORK_FACTOR) -> None:
    """Write the keyring to a second file, and read it back.

    It is listed before it is there, so that none exists unlisted, and as of this state only once it was read back: what
    a stick did not take still holds the keys that it held. A file that lies there is replaced only if it is a listed
    backup of this desk, has the same passphrase, and holds no key that would be lost with it.

    Raises PassphraseEmpty, NotWritten, FileThere, BackupUnusable for what does not come back.
    """
    if not passphrase:
        raise PassphraseEmpty
    path = path.absolute()
    renewed = _id_of(path, passphrase, opened.now())
    id_ = renewed or secrets.token_hex(8)
    if renewed is None:
        opened.change(lambda keyring: keyring.with_backup(Backup(id_, str(path), when, 0)))
    keyring = opened.now().for_backup(id_)
    data = bytes(seal_with_passphrase(keyring.encode(), passphrase, work_factor))
    try:
        file = OverwrittenFile(path, mark=f".{id_}")
        (file.write if renewed else file.create)(data)
    except FileExistsError as error:
        raise FileThere(path=path) from error
    except OSError as error:
        raise NotWritten(cause=f"{path}: {error.strerror}") from error
    if read_backup(path, passphrase).encode() != keyring.encode():
        raise BackupUnusable(cause=f"{path} does not hold what was written to it")
    opened.change(lambda now: now.with_backup(Backup(id_, str(path), when, keyring.sequence)))


def _id_of(path: Path, passphrase: str, now: Keyring) -> str | None:
    """The id of the listed backup that lies there; None if nothing does. Raises FileThere, NotWritten."""
    try:
        for each in now.backups:
            if each.path == str(path):
                OverwrittenFile(path, mark=f".{each.id}").settle()
        if not os.path.lexists(path):
            return None
    except OSError as error:
        raise NotWritten(cause=f"{path}: {error.strerror}") from error
    try:
        there = read_backup(path, passphrase)
    except PassphraseWrong as error:
        raise FileThere(LEFT.format(path, "this passphrase does not open it"), path=path) from error
    except BackupUnusable as error:
        raise FileThere(path=path) from error
    known = {each.id for each in now.backups}
    if sshsig.public_bytes(there.signer) != sshsig.public_bytes(now.signer) or there.copy not in known:
        raise FileThere(path=path)
    if lost := sorted(code for code in there.cases if not _has(now, there, code)):
        raise FileThere(LEFT.format(path, f"it holds a key of the case {lost[0]} that this desk lacks"), path=path)
    return there.copy


def _has(now: Keyring, there: Keyring, code: str) -> bool:
    """Whether the desk has what opens the case in a backup, or destroyed it."""
    destroyed = {each.recipient for each in now.forgotten}
    known = {str(identity.recipient) for identity in now.keys_of(code)}
    recipients = (str(identity.recipient) for identity in there.keys_of(code))
    return all(each in known or fingerprint(each) in destroyed for each in recipients)


def read_backup(path: Path, passphrase: str) -> Keyring:
    """The keyring in a backup. Raises BackupUnusable, PassphraseWrong."""
    try:
        return open_with_passphrase(read_small(path, keys.LONGEST), passphrase)
    except (Missing, Damaged) as error:
        raise BackupUnusable(cause=error.cause.removesuffix(".")) from error
    except KeyringDamaged as error:
        raise BackupUnusable(cause=f"{path} is damaged, or no backup of a keyring") from error
