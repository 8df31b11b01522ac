"""One lasting connection to the recorder's pairing events: pressed codes, and who set the clock.

It is opened with the app and not with a request, so that no unpaired client can cause one at the control socket.
"""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime

from control.client import Client
from control.errors import ControlError
from control.messages import PairingStatus

RETRY = 1.0  # seconds between attempts to reach a recorder that is away
TRUSTED = {"ntp", "rtc"}  # the clocks by which days are counted: a phone's time is not among them

Heard = Callable[[PairingStatus, datetime | None], None]


class PairingFeed:
    """Follows in a thread of its own. `going` turns false when the server stops."""

    def __init__(self, recorder: Client, going: Callable[[], bool], *heard: Heard) -> None:
        """The functions `heard` are called with each event, at least every few seconds, and with the time in UTC if it
        is known."""
        self._recorder, self._going, self._heard = recorder, going, heard
        self._status: PairingStatus | None = None

    def start(self) -> None:
        """Begin; it ends with the process, or when the server stops."""
        threading.Thread(target=self._follow, name="pairing-feed", daemon=True).start()

    def now(self) -> datetime | None:
        """The time in UTC; None unless a trustworthy clock set it."""
        status = self._status
        return datetime.now(UTC) if status and status.clock in TRUSTED else None

    def today(self) -> date | None:
        """The date in UTC; None unless a trustworthy clock set it."""
        now = self.now()
        return now.date() if now else None

    def _follow(self) -> None:
        while self._going():
            try:
                with closing(self._recorder.pairing_events()) as events:
                    for status in events:
                        self._set(status)
                        if not self._going():
                            return
            except ControlError:
                pass
            self._status = None
            time.sleep(RETRY)

    def _set(self, status: PairingStatus) -> None:
        self._status = status
        for heard in self._heard:
            heard(status, self.now())
