"""Pairs the phone whose code is pressed on the box's button, and no other (docs/decisions/).

A phone asks, and its page shows a code. The practitioner holds the box's button, which opens a window, and presses the
code. The recorder reports it, and the one phone that shows it is paired: an attacker's code is never pressed.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime

from control.client import Client
from control.errors import ControlError
from control.messages import PairingStatus
from web.access.askers import Asker, Askers
from web.access.lone_visitor import LoneVisitor
from web.access.phones import Phones
from web.settings import is_loopback

CLAIM = 120.0  # seconds in which the phone whose code was pressed must ask for its secret

log = logging.getLogger("attune.web")


class Pairing:
    """Matches pressed codes to phones that ask. Threads may share it."""

    def __init__(
        self,
        recorder: Client,
        phones: Phones,
        clock: Callable[[], float] = time.monotonic,
        lone: LoneVisitor | None = None,
    ) -> None:
        """`lone`: for a simulated box on a laptop, whose lone visitor needs no code."""
        self._lone = lone
        self._recorder, self._phones, self._clock = recorder, phones, clock
        self._askers = Askers(clock)
        self._lock = threading.Lock()
        self._last: str | None = None
        self._won: dict[str, tuple[Asker, float]] = {}  # by token: whose code was pressed, and until when it counts

    def ask(self, token: str, address: str, kind: str) -> str:
        """The code for the phone with this token. Raises TooManyAsk."""
        code = self._askers.admit(token, address, kind).code
        if self._lone is not None and is_loopback(address):
            self._lone.ask(token)
        return code

    def visit(self, token: str) -> None:
        """The phone with this token looks at the pairing page."""
        if self._lone is not None:
            self._lone.visit(token)

    def code(self, token: str) -> str | None:
        """The code that the phone with this token was given; None if it must ask (again)."""
        found = self._askers.find(token)
        return found.code if found else None

    def look(self, status: PairingStatus, _: datetime | None = None) -> None:
        """Take the state of the recorder's pairing window: a code that was just pressed pairs the phone that shows
        it."""
        before, self._last = self._last, status.code
        if status.code is not None and status.code != before:
            self._pressed(status.code)
        elif self._lone is not None and (token := self._lone.window(status.open)):
            self._spare(token)

    def _spare(self, token: str) -> None:
        """Pair the lone visitor of a simulated box, and close the window as a second hold does."""
        if (asker := self._askers.find(token)) is None:
            return
        try:
            self._recorder.hold()
        except ControlError as error:
            log.warning("pairing: the recorder refused: %s", error)
            return
        self._win(asker)

    def _pressed(self, code: str) -> None:
        if (asker := self._askers.showing(code)) is None:
            log.warning("a pairing code was pressed that no phone shows")
            return
        try:
            self._recorder.paired(code)
        except ControlError as error:
            log.warning("pairing: the recorder refused: %s", error)
            return
        self._win(asker)

    def _win(self, asker: Asker) -> None:
        with self._lock:
            self._won[asker.token] = asker, self._clock() + CLAIM
        self._askers.release(asker)

    def claim(self, token: str, when: str | None) -> str | None:
        """The secret for the phone with this token, once, if its code was pressed. Raises OSError."""
        with self._lock:
            now = self._clock()
            self._won = {token: won for token, won in self._won.items() if won[1] > now}
            if token not in self._won:
                return None
            secret = self._phones.add(self._won[token][0].kind, when)
            del self._won[token]
            return secret
