"""The newest time that this box wrote down: a clock before it is wrong."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from sealed.film.facts import Started
from sealed.film.journal import FACTS

LATEST = "2100"
"""A date from this year on was written by a clock that was itself wrong."""


class _Dated(msgspec.Struct):
    """The times of a receipt, a wipe record or film.json, whichever it is."""

    when: Started | None = None
    begun: Started | None = None
    ended: Started | None = None
    started: Started | None = None


def newest_time(receipts: Path, wiped: Path, films: Path) -> datetime | None:
    """The latest time in any of them; files that cannot be read are skipped."""
    times = [
        time.utc
        for path in (*receipts.glob("*.json"), *wiped.glob("*.json"), *films.glob(f"*/{FACTS}"))
        for time in _times(path)
        if time is not None and time.utc is not None and time.utc < LATEST
    ]
    return datetime.fromisoformat(max(times)) if times else None


def _times(path: Path) -> Iterator[Started | None]:
    try:
        dated = msgspec.json.decode(path.read_bytes(), type=_Dated)
    except (OSError, ValueError):
        return
    yield from (dated.when, dated.begun, dated.ended, dated.started)
