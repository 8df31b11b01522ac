"""The phones that are paired. The box keeps only a hash of what each phone's cookie holds."""

import hashlib
import os
import secrets
import threading
from pathlib import Path

import msgspec

FILE = "phones.json"


class Phone(msgspec.Struct, frozen=True):
    """A paired phone: its name in addresses, the SHA-256 of its secret (hex), what it is, and when it was paired (UTC).

    `paired` is None if nobody knew the time.
    """

    id: str
    hash: str
    kind: str
    paired: str | None = None


class Phones:
    """The list of paired phones, kept in `folder` (or only in memory). Threads may share it."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / FILE if folder else None
        self._lock = threading.Lock()
        self._phones: dict[str, Phone] = {}
        if self._file and self._file.exists():
            found = msgspec.json.decode(self._file.read_bytes(), type=list[Phone])
            self._phones = {phone.hash: phone for phone in found}

    def all(self) -> tuple[Phone, ...]:
        """All of them, in the order in which they were paired."""
        return tuple(self._phones.values())

    def known(self, secret: str) -> Phone | None:
        """The phone whose cookie holds `secret`. A secret of 256 bits needs no slow hash, nor a slow comparison."""
        return self._phones.get(_hash(secret)) if secret else None

    def add(self, kind: str, paired: str | None) -> str:
        """Pair one more; returns the secret for its cookie, which is known to nobody else. Raises OSError."""
        secret = secrets.token_urlsafe(32)
        phone = Phone(secrets.token_hex(4), _hash(secret), kind, paired)
        with self._lock:
            self._keep(self._phones | {phone.hash: phone})
        return secret

    def remove(self, name: str) -> bool:
        """Unpair one; whether there was such a phone. Raises OSError."""
        with self._lock:
            left = {key: phone for key, phone in self._phones.items() if phone.id != name}
            found = len(left) < len(self._phones)
            if found:
                self._keep(left)
            return found

    def clear(self) -> None:
        """Unpair all. Raises OSError."""
        with self._lock:
            self._keep({})

    def _keep(self, phones: dict[str, Phone]) -> None:
        # On the card first: a phone that was told it is paired stays so, and one that was unpaired never comes back.
        if self._file:
            _write(self._file, msgspec.json.encode(list(phones.values())))
        self._phones = phones


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
