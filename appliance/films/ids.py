"""A film's id: the name of its folder. It carries no personal data."""

import secrets
from collections.abc import Callable
from datetime import datetime

from sealed.film.facts import FILM_ID, film_id

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another when read aloud or copied by hand


def valid(film: str) -> bool:
    """Whether `film` has the form of an id. Nothing of this form can point outside the shelf."""
    return FILM_ID.fullmatch(film) is not None


def new_id(when: datetime | None, choice: Callable[[str], str] = secrets.choice) -> str:
    """An id for a film that begins at `when` (None if no clock is trusted): `20261122-1405-k7qm3x2a`.

    The films of all boxes of a service may meet in one store: 31 to the 8th keeps apart those of one minute, and those
    without a date.
    """
    return film_id(when, "".join(choice(LETTERS) for _ in range(8)))
