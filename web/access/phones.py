"""The phones that are paired. The box keeps only a hash of what each phone's cookie holds."""

import hashlib
import logging
import secrets
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from web.access.state_file import StateFile

FILE = "phones.json"

log = logging.getLogger("attune.web")


class Phone(msgspec.Struct, frozen=True):
    """A paired phone: its name in addresses, the SHA-256 of its secret (hex), what it is, when it was paired (UTC), the
    day it was last used, and the names of phones paired since that it has not acknowledged.

    A time is None while no clock is trusted.
    """

    id: str
    hash: str
    kind: str
    paired: str | None = None
    used: str | None = None
    unseen: tuple[str, ...] = ()


class Phones:
    """The list of paired phones, kept in `folder` (or only in memory). Threads may share it."""

    def __init__(self, folder: Path | None) -> None:
        self._file: StateFile[list[Phone]] | None = StateFile(folder / FILE, list[Phone]) if folder else None
        self._lock = threading.Lock()
        found = self._file.read() if self._file else None
        self._phones: dict[str, Phone] = {phone.hash: phone for phone in found or []}

    def all(self) -> tuple[Phone, ...]:
        """All of them, in the order in which they were paired."""
        return tuple(self._phones.values())

    def known(self, secret: str) -> Phone | None:
        """The phone whose cookie holds `secret`. A secret of 256 bits needs no slow hash, nor a slow comparison."""
        return self._phones.get(_hash(secret)) if secret else None

    def add(self, kind: str, paired: str | None) -> str:
        """Pair one more; returns the secret for its cookie, which is stored nowhere else. Raises OSError."""
        secret = secrets.token_urlsafe(32)
        phone = Phone(secrets.token_hex(4), _hash(secret), kind, paired, paired and paired[:10])
        with self._lock:
            others = [_with(other, unseen=(*other.unseen, phone.id)) for other in self._phones.values()]
            self._keep([*others, phone])
        log.info("phone %s (%s): paired", phone.id, kind)
        return secret

    def newcomers(self, phone: Phone) -> tuple[Phone, ...]:
        """The phones that were paired since, which `phone` has not acknowledged."""
        return tuple(other for other in self.all() if other.id in phone.unseen)

    def acknowledge(self, phone: Phone) -> None:
        """Note that `phone` has shown all of them. Raises OSError."""
        self._change(lambda known: _with(known, unseen=()) if known.id == phone.id else known)

    def use(self, phone: Phone, today: date | None) -> None:
        """`phone` is used today, or on a day that is not known yet. Raises OSError."""
        used = today.isoformat() if today else None
        if phone.used != used:
            self._change(lambda known: _with(known, used=used) if known.id == phone.id else known)

    def expire(self, today: date, unused_days: int, paired_days: int) -> None:
        """End pairings that are too old. A day that was not known is taken to be `today`. Raises OSError."""
        oldest_use, oldest = (str(today - timedelta(days=days)) for days in (unused_days, paired_days))

        def judged(phone: Phone) -> Phone | None:
            paired, used = phone.paired or str(today), phone.used or str(today)
            if used >= oldest_use and paired[:10] >= oldest:
                return _with(phone, paired=paired, used=used)
            log.info("phone %s: its pairing has ended by age", phone.id)
            return None

        self._change(judged)

    def remove(self, name: str) -> bool:
        """Unpair one; whether there was such a phone. Raises OSError."""
        before = len(self._phones)
        self._change(lambda phone: None if phone.id == name else phone)
        return len(self._phones) < before

    def clear(self) -> None:
        """Unpair all. Raises OSError."""
        self._change(lambda _: None)

    def _change(self, change: Callable[[Phone], Phone | None]) -> None:
        with self._lock:
            changed = [change(phone) for phone in self._phones.values()]
            self._keep([phone for phone in changed if phone])

    def _keep(self, phones: list[Phone]) -> None:
        # On the card first: a phone that shows that it is paired stays so, and one that was unpaired never comes back.
        if phones == list(self._phones.values()):
            return
        if self._file:
            self._file.write(phones)
        self._phones = {phone.hash: phone for phone in phones}


def _with(phone: Phone, **changes: Any) -> Phone:
    return msgspec.structs.replace(phone, **changes)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
