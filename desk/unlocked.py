"""An opened desk: its cases, their events and keys, and where their films lie. Safe to use from several threads."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk.cases.case import Case, FilmEntry
from desk.cases.codes import check_code
from desk.cases.events import AnyEvent, CaseOpened, Redone, Saved, Undone
from desk.cases.fold import fold
from desk.cases.history import next_redo, next_undo
from desk.cases.log import CaseLog
from desk.cases.read_only import may
from desk.errors import CaseError, CaseExists, NoCaseKey, NoSuchCase, NothingToRedo, NothingToUndo, ReadOnly
from desk.folder import DeskFolder
from desk.keyring.device_secrets import DeviceSecrets, system_secrets
from desk.keyring.keyring_file import KeyringFile
from desk.keyring.keys import PACK, CaseKey, Keyring
from desk.keyring.unlocked_keyring import UnlockedKeyring
from desk.sweep import sweep
from desk.writing import now, writing
from sealed.age import Identity, generate, seal, unseal
from sealed.age.errors import AgeError
from sealed.age.scrypt import WORK_FACTOR
from sealed.disk import Disk
from sealed.durable import Folder, make_folder
from sealed.papers.case_paper import CASE


class Desk:
    """Locks itself when it was not used for a while: then, and after `lock`, everything raises DeskLocked."""

    def __init__(self, folder: DeskFolder, keys: UnlockedKeyring) -> None:
        self.folder, self.keys = folder, keys
        self._logs: dict[str, CaseLog] = {}

    @classmethod
    def create(
        cls,
        folder: Path,
        name: str,
        passphrase: str,
        *,
        own: Identity | None = None,
        secrets: DeviceSecrets | None = None,
        work_factor: int = WORK_FACTOR,
        disk: Disk | None = None,
    ) -> Self:
        """Make a desk. `own` opens films that were made without a case card; a new key by default.

        Raises DeskExists, PassphraseEmpty, NotWritten, SecretStoreRefuses; ValueError for no signer's name.
        """
        keyring = Keyring.new(name, own)
        return cls.restore(folder, keyring, passphrase, secrets=secrets, work_factor=work_factor, disk=disk)

    @classmethod
    def restore(
        cls,
        folder: Path,
        keyring: Keyring,
        passphrase: str,
        *,
        secrets: DeviceSecrets | None = None,
        work_factor: int = WORK_FACTOR,
        disk: Disk | None = None,
    ) -> Self:
        """A desk with the keyring of a backup, where there is none; cases that lie in the folder stay.

        Raises as `create`.
        """
        place = DeskFolder.create(folder, keyring.desk, disk)
        file = KeyringFile(folder, place.settings.id, secrets or system_secrets(), work_factor, place.disk)
        with place.lock, writing():
            file.create(msgspec.structs.replace(keyring, copy=None), passphrase)
            return cls(place, UnlockedKeyring(folder, file, passphrase, place.lock, place.settings.idle))

    @classmethod
    def unlock(
        cls,
        folder: Path,
        passphrase: str,
        *,
        secrets: DeviceSecrets | None = None,
        work_factor: int = WORK_FACTOR,
        disk: Disk | None = None,
    ) -> Self:
        """Open a desk. Raises NoDesk, DeskUnusable, DeskBusy, KeyringErrors."""
        place = DeskFolder.open(folder, disk)
        file = KeyringFile(folder, place.settings.id, secrets or system_secrets(), work_factor, place.disk)
        with place.lock, writing():
            desk = cls(place, UnlockedKeyring(folder, file, passphrase, place.lock, place.settings.idle))
            sweep(place, desk.keys.now())
            return desk

    def lock(self) -> None:
        """Forget all keys. What is under way in another thread is finished."""
        self.keys.lock()
        self._logs = {}

    @property
    def locked(self) -> bool:
        """Asking does not count as use."""
        return self.keys.locked

    @property
    def name(self) -> str:
        return self.keys.now().desk

    @property
    def signer(self) -> Ed25519PrivateKey:
        """What signs case cards, receipts and the cases' logs."""
        return self.keys.now().signer

    @property
    def own(self) -> Identity:
        """What opens films that were made without a case card."""
        return self.keys.now().own

    def identity(self, code: str) -> Identity:
        """The case's key. Raises NoSuchCase."""
        return self.identities(code)[0]

    def identities(self, code: str) -> tuple[Identity, ...]:
        """What opens the case: its key, and those that it replaces, not destroyed yet. Raises NoSuchCase."""
        if not (keys := self.keys.now().keys_of(code)):
            raise NoSuchCase(code=code)
        return keys

    def codes(self) -> list[str]:
        """The codes of all cases, in order."""
        return sorted(code for code in self.keys.now().cases if (self.folder.cases / code).is_dir())

    def cases(self) -> list[Case]:
        """All cases that can be read, by code; `broken` says what is wrong with others."""
        return [case for case in self._readable() if not case.code.startswith(PACK)]

    def borrowed(self) -> list[Case]:
        """Colleagues' packs that were opened here, each a case that is read only."""
        return [case for case in self._readable() if case.borrowed is not None]

    def broken(self) -> dict[str, CaseError]:
        """Cases that cannot be read, and why; those too whose key an older backup did not have."""
        with self.folder.lock:
            there = {path.name for path in self.folder.cases.iterdir() if CASE.fullmatch(path.name)}
            lost = sorted(there - self.keys.now().cases.keys())
        found = {code: error for code in self.codes() if isinstance(error := self._try(code), CaseError)}
        return found | {code: NoCaseKey(code=code) for code in lost}

    def case(self, code: str) -> Case:
        """A case as it stands. Raises NoSuchCase, LogDamaged."""
        return fold(self.events(code))

    def events(self, code: str) -> list[Saved]:
        """All that happened to the case. Raises as `case`."""
        with self.folder.lock, writing():
            return self.log(code).events

    def log(self, code: str) -> CaseLog:
        """The case's log, which may be written to after the desk was locked: for the end of what is under way."""
        keys, log = self.identities(code), self._logs.get(code)
        if log is None or log.identities != keys:
            folder = self.folder.cases / code
            if not folder.is_dir():
                raise NoSuchCase(code=code)
            self._logs[code] = log = CaseLog(folder, keys, self.signer, self.folder.disk)
        return log

    def open_case(self, code: str) -> Case:
        """Open a case with a key of its own. Raises BadCode, CaseExists, NotWritten."""
        with self.folder.lock, writing():
            when, keys = now(), self.keys.now().cases
            if code not in keys:
                check_code(code)
            if (self.folder.cases / code).exists():
                raise CaseExists(code=code)
            if code not in keys:  # a key without a log is what a power cut in this place leaves
                self.keys.change(lambda keyring: keyring.with_case(code, CaseKey(when, generate())))
            first = Saved(0, when, CaseOpened(code=code))
            folder, key = self.folder.cases / code, self.identity(code)
            CaseLog.create(folder, self.name, key, self.signer, first, self.folder.disk)
        return self.case(code)

    def forget(self, code: str) -> None:
        """Destroy the case's key, and all that was sealed to it. Nothing opens it again but a backup of the keyring.

        Raises NoSuchCase, NotWritten: once the key is destroyed, what remains is removed at the next unlock.
        """
        with self.folder.lock, writing():
            self.identity(code)
            self.keys.change(lambda keyring: keyring.without_case(code, now()), renew=True)
            self._logs.pop(code, None)
            sweep(self.folder, self.keys.now())

    def append(self, code: str, event: AnyEvent) -> Case:
        """Save an event; it is on the disk when this returns. Raises NoSuchCase, ReadOnly, LogDamaged, NotWritten."""
        with self.folder.lock, writing():
            log = self.log(code)
            if code.startswith(PACK) and not may(fold(log.events), event):
                raise ReadOnly
            log.append(event, now())
            return fold(log.events)

    def undo(self, code: str, scope: str | None = None) -> Case:
        """Take back the last change to this film or review, or to the case apart from them. Raises NothingToUndo."""
        with self.folder.lock:
            if (event := next_undo(self.events(code), scope)) is None:
                raise NothingToUndo
            return self.append(code, Undone(event=event))

    def redo(self, code: str, scope: str | None = None) -> Case:
        """Bring back what was taken back last. Raises NothingToRedo."""
        with self.folder.lock:
            if (event := next_redo(self.events(code), scope)) is None:
                raise NothingToRedo
            return self.append(code, Redone(event=event))

    def films(self, code: str) -> list[FilmEntry]:
        return list(self.case(code).films)

    def film_folder(self, film: str) -> Path:
        """Raises ValueError for what is no film's id."""
        return self.folder.film(film)

    def seal_for(self, code: str, name: str, data: bytes) -> None:
        """Keep something that was computed from the case's films, sealed to its key. Raises NoSuchCase, NotWritten."""
        path, sealed = self.folder.derived_file(code, name), seal(data, [self.identity(code).recipient])
        with self.folder.lock, writing():
            make_folder(path.parent, self.folder.disk)
            with Folder(path.parent, self.folder.disk) as files:
                files.put(path.name, sealed)

    def read_sealed(self, code: str, name: str) -> bytes | None:
        """What `seal_for` kept; None if there is none, or it cannot be opened: it can be computed again."""
        path, keys = self.folder.derived_file(code, name), self.identities(code)
        try:
            return bytes(unseal(path.read_bytes(), keys))
        except (OSError, ValueError, AgeError):
            return None

    def _readable(self) -> Iterator[Case]:
        return (case for code in self.codes() if isinstance(case := self._try(code), Case))

    def _try(self, code: str) -> Case | CaseError:
        try:
            return self.case(code)
        except CaseError as error:
            return error
