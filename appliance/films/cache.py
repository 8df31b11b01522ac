"""What was read of films and papers, kept across restarts: an aid for lists, for files that did not change since.

Nothing rests on it: what it lacks is read, and nobody removes a film on its word. It is signed, so that a torn or an
altered one counts as none, and an update of the software begins a new one.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from attune import __version__
from sealed.ssh.signed_files import SignedFiles

log = logging.getLogger("attune.films")

NAMESPACE = "attune-cache"

T = TypeVar("T")
State = tuple[int, ...]
"""Inode, size and times of the files that a value was read from."""


class Cache(Generic[T]):
    """Values by name, each with the state of its files. Safe to use from several threads. A card that fails is only
    logged.
    """

    def __init__(self, path: Path | None, key: Ed25519PrivateKey, kind: type[T]) -> None:
        """`path` without its ending; None keeps the values in memory alone."""
        self._lock, self._saving, self._changed = Lock(), Lock(), False
        self._papers = _papers(path.parent, key) if path else None
        self._name = path.name if path else ""
        self._kind = kind
        self._read: dict[str, tuple[State, T | None]] | None = None

    @property
    def _entries(self) -> dict[str, tuple[State, T | None]]:
        """What there is, read when it is first needed. Under the lock."""
        if self._read is None:
            self._read = dict(self._load())
        return self._read

    def known(self, name: str, state: State) -> T | None:
        """The value, if it was read and its files are still as they were."""
        with self._lock:
            entry = self._entries.get(name)
        return entry[1] if entry and entry[0] == state else None

    def value(self, name: str, state: State, read: Callable[[], T | None]) -> T | None:
        """The value, read now unless its files are still as they were; that there is none is remembered in memory."""
        with self._lock:
            entry = self._entries.get(name)
        if entry is None or entry[0] != state:
            entry = state, read()
            self.put(name, *entry)
        return entry[1]

    def put(self, name: str, state: State, value: T | None) -> None:
        """Remember what was read from files in this state."""
        with self._lock:
            if self._entries.get(name) != (state, value):
                self._entries[name], self._changed = (state, value), True

    def forget(self, name: str) -> None:
        """Its files are gone."""
        with self._lock:
            self._entries.pop(name, None)
            self._changed = True

    def save(self) -> None:
        """Write what changed since the last call."""
        with self._saving:  # two lists at once would write the same file
            with self._lock:
                if self._papers is None or not self._changed:
                    return
                self._changed = False
                lasting = {name: entry for name, entry in self._entries.items() if entry[1] is not None}
            try:
                self._papers.put(self._name, msgspec.json.encode((__version__, lasting)))
            except OSError as error:
                log.warning("what was read of %s could not be kept: %s", self._name, error.strerror)

    def _load(self) -> dict[str, tuple[State, T]]:
        body = self._papers.get(self._name) if self._papers else None
        form: Any = tuple[str, dict[str, tuple[State, self._kind]]]  # type: ignore[name-defined]
        try:
            version, entries = msgspec.json.decode(body or b"", type=form)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return {}
        return entries if version == __version__ else {}


def _papers(folder: Path, key: Ed25519PrivateKey) -> SignedFiles | None:
    """None where there can be no such folder: on a full card, or in the place of something else."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return SignedFiles(folder, key, NAMESPACE)
    except OSError as error:
        log.warning("nothing that is read of films is kept in %s: %s", folder, error.strerror)
        return None
