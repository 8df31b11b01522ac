"""An opened keyring: its keys in memory until it is locked, read again when another program changed the file."""

import time
from collections.abc import Callable
from pathlib import Path

from desk.errors import DeskLocked, KeyringError
from desk.folder_lock import FolderLock
from desk.keyring.keyring_file import KEYRING, KeyringFile
from desk.keyring.keys import Keyring


class UnlockedKeyring:
    """Locks itself when it was not used for `idle` seconds: then, and after `lock`, everything raises DeskLocked."""

    def __init__(self, folder: Path, file: KeyringFile, passphrase: str, lock: FolderLock, idle: float) -> None:
        """Opens the file. Raises KeyringErrors, OSError."""
        self.idle = idle
        self._path, self._file, self._folder_lock = folder / KEYRING, file, lock
        with lock:
            self._opened: tuple[Keyring, str] | None = (file.read(passphrase), passphrase)
            self._seen = self._stamp()
        self._used = time.monotonic()

    def lock(self) -> None:
        """Forget all keys. What is under way in another thread is finished."""
        self._opened = None

    @property
    def locked(self) -> bool:
        """Whether it is locked; asking does not count as use."""
        if self._opened and time.monotonic() - self._used > self.idle:
            self.lock()
        return self._opened is None

    def now(self) -> Keyring:
        """The keys as they are now. Counts as use."""
        keyring, passphrase = self._use()
        if self._stamp() == self._seen:
            return keyring
        with self._folder_lock:
            try:
                keyring = self._file.read(passphrase)
            except KeyringError:
                self.lock()
                raise
            self._opened, self._seen = (keyring, passphrase), self._stamp()
        return keyring

    def change(self, change: Callable[[Keyring], Keyring], *, renew: bool = False) -> None:
        """Replace the keyring by what `change` makes of it. `renew`: no older copy of its file opens any more."""
        with self._folder_lock:
            keyring = change(self.now())
            _, passphrase = self._use()
            (self._file.renew if renew else self._file.write)(keyring, passphrase)
            self._opened, self._seen = (keyring, passphrase), self._stamp()

    def change_passphrase(self, passphrase: str) -> None:
        """Choose another passphrase; no older copy of the keyring opens any more. Raises PassphraseEmpty."""
        with self._folder_lock:
            keyring = self.now()
            self._file.renew(keyring, passphrase)
            self._opened, self._seen = (keyring, passphrase), self._stamp()

    def _use(self) -> tuple[Keyring, str]:
        if self.locked or (opened := self._opened) is None:
            raise DeskLocked
        self._used = time.monotonic()
        return opened

    def _stamp(self) -> tuple[int, int] | None:
        try:
            about = self._path.stat()
        except OSError:
            return None
        return about.st_ino, about.st_mtime_ns
