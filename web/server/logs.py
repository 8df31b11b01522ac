"""The pages' log: a line for each event on standard error (journald), bounded, so that a flood cannot fill the card."""

import logging
import time
from collections.abc import Callable

LINES, EVERY = 30, 20.0  # lines of each logger at once, then seconds for each
LOGGERS = ("attune.web", "gunicorn.error")


class Limit(logging.Filter):
    """Drops lines of a logger beyond a rate, and says how many with the next that passes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._left, self._since, self._dropped = float(LINES), clock(), 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this line is written."""
        now = self._clock()
        self._left, self._since = min(float(LINES), self._left + (now - self._since) / EVERY), now
        if self._left < 1:
            self._dropped += 1
            return False
        self._left -= 1
        if self._dropped:
            record.msg, record.args = f"{record.getMessage()} ({self._dropped} lines were dropped before)", ()
            self._dropped = 0
        return True


def configure() -> None:
    """Write what the pages log to standard error, each logger within its rate."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("web: %(message)s"))
    own = logging.getLogger("attune.web")
    own.setLevel(logging.INFO)
    own.addHandler(handler)
    own.propagate = False
    for name in LOGGERS:
        logging.getLogger(name).addFilter(Limit())
