"""On a laptop's simulated box a lone visitor needs no code: a person who can load its pages can press its button as
well.

Only pages served on loopback, for a simulated box. The visitor's browser must be the only one that looked at the
pairing page lately, and ask while the window is open; if there is a second one, both must press their codes.
"""

import threading
import time
from collections.abc import Callable

MEMORY = 300.0  # seconds that a visit counts
MOST = 64


class LoneVisitor:
    """Who looked at the pairing page lately, and whether the window was open when one asked. Threads may share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._visits: dict[str, float] = {}  # by token
        self._open = False
        self._asked: str | None = None

    def visit(self, token: str) -> None:
        """The browser with this token looked at the pairing page."""
        with self._lock:
            now = self._clock()
            self._visits = {token: at for token, at in self._visits.items() if now - at < MEMORY} | {token: now}
            while len(self._visits) > MOST:
                del self._visits[next(iter(self._visits))]

    def ask(self, token: str) -> None:
        """It asks to be paired. What was asked before the window opened does not count."""
        self.visit(token)
        with self._lock:
            self._asked = token if self._open else None

    def window(self, is_open: bool) -> str | None:
        """The pairing window is open, or not; the token of the one visitor who asked in it, once."""
        with self._lock:
            self._open = is_open
            asked = self._asked if is_open else None
            now = self._clock()
            others = [token for token, at in self._visits.items() if now - at < MEMORY and token != asked]
            if asked is None or others:
                return None
            self._asked = None
            return asked
