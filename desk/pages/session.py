"""The desk as this program holds it: not there yet, locked, or open until nobody has used it for a while."""

import threading
from pathlib import Path

from desk.keyring.backups import read_backup
from desk.keyring.keyring_file import KEYRING
from desk.prepared import Prepared
from desk.unlocked import Desk
from sealed.age.scrypt import WORK_FACTOR


class HeldDesk:
    """One desk's folder, and its opened desk while there is one."""

    def __init__(
        self, folder: Path, idle: float | None = None, prepared: Prepared | None = None, work_factor: int = WORK_FACTOR
    ) -> None:
        """`idle`: seconds, in the place of the desk's own setting. `prepared`: what a new desk begins with."""
        self.folder = folder
        self._idle, self._prepared = idle, prepared
        self.work_factor = work_factor
        self._guard = threading.Lock()
        self._desk: Desk | None = None

    @property
    def is_new(self) -> bool:
        """Whether there is no desk here yet."""
        return not (self.folder / KEYRING).exists()

    @property
    def desk(self) -> Desk | None:
        """The opened desk; None while it is locked. Asking locks it when its time is over, and is no use."""
        desk = self._desk
        return None if desk is None or desk.locked else desk

    @property
    def demonstration(self) -> bool:
        """Whether a new desk gets the demonstration family."""
        return self._prepared is not None and self._prepared.case is not None

    def create(self, name: str, passphrase: str) -> None:
        """Make the desk, and open it. Raises DeskErrors, ValueError."""
        with self._guard:
            own = self._prepared.identity() if self._prepared else None
            self._hold(Desk.create(self.folder, name, passphrase, own=own, work_factor=self.work_factor))
            if self._prepared and self._desk:
                self._prepared.apply(self._desk)

    def restore(self, backup: Path, its_passphrase: str, passphrase: str) -> None:
        """Make the desk from a backup of its keyring, and open it. Raises DeskErrors."""
        with self._guard:
            keyring = read_backup(backup, its_passphrase)
            self._hold(Desk.restore(self.folder, keyring, passphrase, work_factor=self.work_factor))

    def unlock(self, passphrase: str) -> None:
        """Open the desk. Raises DeskErrors."""
        with self._guard:
            self._hold(Desk.unlock(self.folder, passphrase, work_factor=self.work_factor))

    def lock(self) -> None:
        """Forget the keys. Idempotent."""
        with self._guard:
            if self._desk is not None:
                self._desk.lock()
            self._desk = None

    def _hold(self, desk: Desk) -> None:
        if self._idle is not None:
            desk.keys.idle = self._idle
        self._desk = desk
