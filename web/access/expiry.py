"""Ends pairings that are too old: by days that NTP or an RTC counted, and never while a film is made."""

import logging
from datetime import datetime

from control.messages import PairingStatus
from web.access.phones import Phones
from web.settings import Settings

log = logging.getLogger("attune.web")


class Expiry:
    """Looks at the paired phones once a day, and once the time is known after some were used without."""

    def __init__(self, phones: Phones, settings: Settings) -> None:
        self._phones, self._settings = phones, settings

    def check(self, status: PairingStatus, now: datetime | None) -> None:
        """Called every few seconds. `now` is None unless a trustworthy clock set it."""
        if now is None or status.filming:
            return
        try:
            self._phones.expire(now.date(), self._settings.unused_days, self._settings.paired_days)
        except OSError as error:
            log.error("the list of paired phones could not be written: %s", error.strerror)
