"""The event stream: status, films, marks, visit and checks, each sent when it changed and computed only then."""

import time
from collections.abc import Iterator
from typing import Any

from appliance.api.film_service import FilmService
from appliance.api.visit_service import VisitService
from appliance.recorder.publisher import Publisher
from control.messages import News, PairingStatus, Status

PULSE = 5.0  # seconds between two events about pairing at most
BEAT = 1.0  # seconds between two events at most: sound and time move all the time
FILMS = 1.0  # seconds between two looks at the films at least, however often the courier reports progress
REFRESH = 15.0  # seconds between two looks at the films at most
CHECKS = 5.0  # seconds between two rounds of preflight checks


class NewsService:
    """The news of one box, for any number of followers."""

    def __init__(self, publisher: Publisher, visit: VisitService, films: FilmService) -> None:
        self._publisher, self._visit, self._films = publisher, visit, films

    def now(self) -> News:
        """The whole news."""
        return _Follower(self._visit, self._films).news(self._visit.status(), 0)

    def follow(self) -> Iterator[News]:
        """The whole news, then the changes: the status at least once a second, until the recorder stops."""
        follower, seen = _Follower(self._visit, self._films), -1
        while (beat := self._publisher.wait(seen, BEAT)) is not None:
            seen = beat.version
            yield follower.news(beat.status, beat.changes)

    def follow_pairing(self) -> Iterator[PairingStatus]:
        """The pairing window, at once, whenever it changes, and at least every few seconds."""
        seen, last, told = -1, None, 0.0
        while (beat := self._publisher.wait(seen, PULSE)) is not None:
            seen = beat.version
            status, now = self._visit.pairing(), time.monotonic()
            if status != last or now - told >= PULSE:
                last, told = status, now
                yield status


class _Follower:
    """What one follower was sent, and when each part was looked at (monotonic seconds)."""

    def __init__(self, visit: VisitService, films: FilmService) -> None:
        self._visit, self._films = visit, films
        self._known: dict[str, object] = {}
        self._status: tuple[object, ...] = ()
        self._changes = -1
        self._films_at = self._checks_at = float("-inf")

    def news(self, status: Status, changes: int) -> News:
        """The status, and the parts that differ from what the follower knows."""
        parts = self._look(status, changes)
        changed = {name: part for name, part in parts.items() if name not in self._known or self._known[name] != part}
        self._known |= changed
        return News(status=status, **changed)

    def _look(self, status: Status, changes: int) -> dict[str, Any]:
        """Every part that may have changed."""
        now, other = time.monotonic(), self._status != _lasting(status)
        self._status = _lasting(status)
        parts: dict[str, Any] = {"visit": self._visit.planned(), "before": self._visit.planned_before()}
        if other or changes != self._changes:
            parts["marks"] = self._visit.marks()
        if other or now - self._films_at >= (FILMS if changes != self._changes else REFRESH):
            parts["films"], parts["leftovers"] = self._films.films(), self._films.leftovers()
            self._films_at, self._changes = now, changes
        if status.state not in ("ready", "fault"):
            parts["checks"] = ()
        elif other or now - self._checks_at >= CHECKS:
            parts["checks"] = self._visit.checks()
            self._checks_at = now
        return parts


def _lasting(status: Status) -> tuple[object, ...]:
    film = status.film and (status.film.id, status.film.marks)
    return status.state, status.films, status.case, status.fault, status.warnings, film
