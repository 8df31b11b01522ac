"""Sends log lines to journald, each with fields for programs, and no personal data."""

import logging
from collections.abc import Mapping
from typing import Protocol

PRIORITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
"""syslog's numbers (RFC 5424, 6.2.1)."""


class JournalHost(Protocol):
    """The computer, if it has journald."""

    def journal(self, message: str, priority: int, fields: Mapping[str, str | int]) -> bool:
        """Write a line to journald; false where there is none."""
        ...


class JournaldHandler(logging.Handler):
    """Sends each line to journald; `otherwise` gets it where there is none.

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


def log_to_journald(host: JournalHost) -> None:
    """Send everything that is logged from now on to journald, or where it went before if there is none."""
    root = logging.getLogger()
    for before in root.handlers[:]:
        root.removeHandler(before)
        root.addHandler(JournaldHandler(host, before))
