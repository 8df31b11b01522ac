"""A film's id: the name of its folder, `YYYYMMDD-HHMM-xxxx` or `undated-xxxxxx`. It carries no personal data."""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another when read aloud or copied by hand
SHAPE = re.compile(r"(?:[0-9]{8}-[0-9]{4}|undated)-[a-z0-9]{4,8}", re.ASCII)


def valid(film: str) -> bool:
    """Whether `film` has the form of an id. Nothing of this form can point outside the shelf."""
    return SHAPE.fullmatch(film) is not None


def new_id(utc: float | None, choice: Callable[[str], str] = secrets.choice) -> str:
    """An id for a film that begins at `utc` (seconds since 1970), or None when no clock is trusted."""
    if utc is None:
        return "undated-" + _letters(6, choice)
    return datetime.fromtimestamp(utc, UTC).strftime("%Y%m%d-%H%M-") + _letters(4, choice)


def _letters(count: int, choice: Callable[[str], str]) -> str:
    return "".join(choice(LETTERS) for _ in range(count))
