"""What the recorder says, into the machine's journal: each line with fields for programs, and no personal data."""

import logging
from collections.abc import Mapping
from typing import Protocol

PRIORITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
"""syslog's numbers (RFC 5424, 6.2.1)."""


class JournalHost(Protocol):
    """The machine whose journal it is."""

    def journal(self, message: str, priority: int, fields: Mapping[str, str | int]) -> bool:
        """Write one line; False where there is no journal."""
        ...


class JournaldHandler(logging.Handler):
    """Hands each line to the host; `otherwise` gets those for which the host keeps no journal.

    A line's fields are given as `extra={"fields": {"alarm": "too-hot"}}`.
    """

    def __init__(self, host: JournalHost, otherwise: logging.Handler) -> None:
        super().__init__()
        self._host, self._otherwise = host, otherwise

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        priority = PRIORITIES.get(record.levelno, PRIORITIES[logging.INFO])
        if not self._host.journal(self.format(record), priority, getattr(record, "fields", {})):
            self._otherwise.handle(record)


def keep_journal(host: JournalHost) -> None:
    """Send everything that is logged from now on to the host's journal, or where it went before if there is none."""
    root = logging.getLogger()
    for before in root.handlers[:]:
        root.removeHandler(before)
        root.addHandler(JournaldHandler(host, before))
