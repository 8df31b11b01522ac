"""Pairs one phone in the window that holding the button opens. Physical presence is the password.

A phone that asks waits for a moment before it is paired. If a second one asks meanwhile, neither is paired and the
window closes: nobody in the room could tell which of the two was theirs.
"""

import threading
from collections.abc import Callable
from contextlib import suppress

from control.client import Client
from control.errors import ErrorAnswer
from web.access.phones import Phones
from web.access.token_bucket import TokenBucket
from web.errors import NoWindow, TooOften, TwoPhones

BURST, EVERY = 8, 10.0


class Pairing:
    """The desk where phones ask. Threads may share it."""

    def __init__(self, recorder: Client, phones: Phones, pause: float) -> None:
        self._recorder = recorder
        self._phones = phones
        self._pause = pause
        self._changed = threading.Condition()
        self._turns = TokenBucket(BURST, EVERY, stubborn=True)
        self._asker: str | None = None
        self._latest = 0
        self._spoiled = False

    def ask(self, who: str, address: str, kind: str, when: Callable[[], str | None]) -> str:
        """Pair the phone that calls itself `who`; returns its secret. Raises NotPaired, ControlError, OSError."""
        if not self._turns.take(address):
            raise TooOften
        if not self._recorder.status().pairing:
            raise NoWindow
        self._wait(who)
        try:
            self._recorder.paired()
        except ErrorAnswer as refused:
            raise NoWindow from refused
        return self._phones.add(kind, when())

    def _wait(self, who: str) -> None:
        with self._changed:
            if self._asker not in {None, who}:
                self._spoiled = True
                self._changed.notify_all()
                raise TwoPhones
            # The same phone once more: its first question went astray, so that only the last one counts.
            self._asker = who
            self._latest += 1
            turn = self._latest
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._spoiled or self._latest != turn, self._pause)
            if self._latest != turn:
                raise NoWindow
            spoiled, self._spoiled, self._asker = self._spoiled, False, None
        if spoiled:
            self._close()
            raise TwoPhones

    def _close(self) -> None:
        with suppress(ErrorAnswer):  # it has closed by itself
            self._recorder.paired()
