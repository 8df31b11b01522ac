"""Times as people write them, and the frames of a film that they mean."""

import re

from sealed.film.fragments import SECOND
from sealed.film.opened import OpenedFilm

WRITTEN = re.compile(r"(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,5}(?:\.[0-9]{1,9})?)")


def parse_time(text: str) -> int:
    """Nanoseconds of `41.28`, `0:41.28` or `1:02:03.5`. Raises ValueError."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise ValueError("a time is written as 41.28, 0:41.28 or 1:02:03.5")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return round((hours * 3600 + minutes * 60 + seconds) * SECOND)


def show_time(ns: int) -> str:
    """0:41.280, or 1:02:03.456."""
    ms = (ns + 500_000) // 1_000_000
    minutes, rest = ms // 60_000, f"{ms // 1000 % 60:02}.{ms % 1000:03}"
    return f"{minutes // 60}:{minutes % 60:02}:{rest}" if minutes >= 60 else f"{minutes}:{rest}"


def nearest_edge(film: OpenedFilm, ns: int) -> int:
    """The time nearest to `ns` at which a frame begins, or the last one ends."""
    return min(_edges(film, ns), key=lambda edge: abs(edge - ns))


def outward(film: OpenedFilm, start: int, end: int) -> tuple[int, int]:
    """From the beginning of the frame that is seen at `start` to the end of that which is seen just before `end`."""
    first = max((edge for edge in _edges(film, start) if edge <= start), default=0)
    return first, min((edge for edge in _edges(film, end) if edge >= end), default=film.length)


def _edges(film: OpenedFilm, ns: int) -> list[int]:
    """When frames begin, within a second at least, and when the last one ends."""
    near = [number for number, (start, end) in enumerate(film.spans) if start <= ns + SECOND and end >= ns - SECOND]
    return [*(time for number in near for time in film.frames(number)), film.length]
