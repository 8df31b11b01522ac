"""The phones that ask to be paired: each has a place, and a code that only its own page shows.

Places are few and end by time. When all are taken, the address that has most gives one up for a newcomer's address that
has fewer: an attacker with many tokens or addresses displaces its own. A code is given to another phone only after a
pause, so that a code pressed late pairs the phone that showed it, or none.
"""

import hmac
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from web.access.codes import BOOKS
from web.errors import TooManyAsk

MOST = 64
LIFE = 300.0  # seconds that a place is kept after its phone last asked
REST = 120.0  # seconds before a code is given to another phone: longer than anybody takes to press one


@dataclass
class Asker:
    """A phone that asks: its browser's token, its address, what kind of device it is, its code, when its place ends."""

    token: str
    address: str
    kind: str
    code: str
    until: float


class Askers:
    """The places. Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._places: dict[str, Asker] = {}  # by token, the oldest first
        self._resting: dict[str, float] = {}  # codes, and when each may be given again

    def admit(self, token: str, address: str, kind: str) -> Asker:
        """The place of the phone with this token, a new one if it has none. Raises TooManyAsk."""
        with self._lock:
            self._expire()
            if found := self._places.get(token):
                found.until = self._clock() + LIFE
                return found
            if len(self._places) >= MOST:
                self._make_room(address)
            made = Asker(token, address, kind, self._free_code(), self._clock() + LIFE)
            self._places[token] = made
            return made

    def find(self, token: str) -> Asker | None:
        """The place of the phone with this token."""
        with self._lock:
            self._expire()
            return self._places.get(token)

    def showing(self, code: str) -> Asker | None:
        """The one phone whose page shows `code`."""
        with self._lock:
            self._expire()
            return next((a for a in self._places.values() if hmac.compare_digest(a.code, code)), None)

    def release(self, asker: Asker) -> None:
        """The place is not needed any more. Idempotent."""
        with self._lock:
            if self._places.get(asker.token) is asker:
                self._remove(asker)

    def _make_room(self, address: str) -> None:
        count = Counter(asker.address for asker in self._places.values())
        heaviest, most = count.most_common(1)[0]
        if count[address] + 1 >= most:
            raise TooManyAsk
        self._remove(next(asker for asker in self._places.values() if asker.address == heaviest))

    def _free_code(self) -> str:
        taken = {asker.code for asker in self._places.values()} | self._resting.keys()
        for book in BOOKS:
            if free := [code for code in book if code not in taken]:
                return secrets.choice(free)
        raise TooManyAsk

    def _expire(self) -> None:
        now = self._clock()
        for asker in [asker for asker in self._places.values() if asker.until <= now]:
            self._remove(asker)
        self._resting = {code: until for code, until in self._resting.items() if until > now}

    def _remove(self, asker: Asker) -> None:
        del self._places[asker.token]
        self._resting[asker.code] = self._clock() + REST
