"""What pages show of the box at one instant: the texts and amounts that change without a new page."""

import time
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import msgspec

from control.messages import Check, Film, Leftover, Marks, News, PlacedMark, SoundStatus, SpaceStatus, Status, Sync
from control.requests import VisitPlan
from web.text import catalogue, text

SHOWN = 20  # films that the visit's page lists
ENDINGS = 3  # ended films that are shown at once
QUIETEST = -60.0  # dBFS at the left end of the sound meter


@dataclass(frozen=True)
class View:
    """A status and the rest, as of `taken` (seconds of the monotonic clock). `status` is None when the box is away.

    `pace` is bytes a second of each film that is being synced, by its id; `phones` how many are paired,
    `newcomers` what kind of device each is that was paired since this phone last acknowledged any.
    """

    status: Status | None = None
    films: tuple[Film, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    plan: VisitPlan = field(default_factory=VisitPlan)
    before: VisitPlan | None = None
    checks: tuple[Check, ...] = ()
    marks: Marks = field(default_factory=Marks)
    pace: Mapping[str, float] = field(default_factory=dict)
    phones: int = 0
    newcomers: tuple[str, ...] = ()
    taken: float = field(default_factory=time.monotonic)

    def updated(self, news: News) -> "View":
        """This view with the recorder's changes."""
        parts = {
            "films": news.films,
            "leftovers": news.leftovers,
            "plan": news.visit,
            "checks": news.checks,
            "marks": news.marks,
        }
        fresh: dict[str, Any] = {name: part for name, part in parts.items() if part is not None}
        if not isinstance(news.before, msgspec.UnsetType):
            fresh["before"] = news.before
        return replace(self, status=news.status, taken=time.monotonic(), **fresh)

    def resting(self) -> "View":
        """This view without what moves by itself: two with the same resting view have the same HTML."""
        films = tuple(film if film.sync is None else _resting_film(film) for film in self.films)
        return replace(self, status=self.status and _resting_status(self.status), films=films, pace={}, taken=0.0)

    @property
    def state(self) -> str:
        """The state's name, `away` included."""
        return text.state(self.status)

    @cached_property
    def kept(self) -> tuple[Film, ...]:
        """The films that lie on the card, newest first; not the one that is being made."""
        return tuple(sorted((film for film in self.films if film.state != "filming"), key=_age, reverse=True))

    @cached_property
    def shown(self) -> tuple[Film, ...]:
        """The films that the visit's page lists: the newest, and older ones while they are uploaded."""
        return self.kept[:SHOWN] + tuple(film for film in self.kept[SHOWN:] if film.sync and film.sync.moving)

    @cached_property
    def unsynced(self) -> tuple[Film, ...]:
        """The films that have no receipt and that the courier has not been asked for."""
        return tuple(film for film in self.kept if not film.receipt and not (film.sync and film.sync.busy))

    @property
    def syncing(self) -> bool:
        """Whether the courier has work."""
        return any(film.sync and film.sync.busy for film in self.films)

    @property
    def elapsed(self) -> float:
        """Seconds of film until now, and not until the recorder's last event."""
        if not self.status or not self.status.film:
            return 0.0
        waited = time.monotonic() - self.taken if self.status.state == "filming" else 0.0
        return self.status.film.elapsed + waited

    @property
    def running(self) -> str | None:
        """The id of the film that is being made or sealed."""
        return self.status.film.id if self.status and self.status.film else None

    @property
    def last(self) -> PlacedMark | None:
        """The last mark of the film that is being made."""
        if not self.marks.marks or self.marks.film != self.running:
            return None
        return max(self.marks.marks, key=lambda mark: mark.at)

    def film(self, name: str) -> Film | None:
        """The film of that id."""
        return self._by_id.get(name)

    @cached_property
    def _by_id(self) -> dict[str, Film]:
        return {film.id: film for film in self.films}

    def marks_of(self, name: str) -> tuple[PlacedMark, ...]:
        """The marks of a film in their order, if it is the one being made or the last one."""
        return tuple(sorted(self.marks.marks, key=lambda mark: mark.at)) if self.marks.film == name else ()

    def ended(self, seen: Container[str]) -> tuple[Film, ...]:
        """The latest films of which nobody has read yet how they ended."""
        return tuple(film for film in self.kept if film.end and not film.receipt and film.id not in seen)[:ENDINGS]

    def texts(self) -> dict[str, str]:
        """Every text that may change while a page is open, by name."""
        found = {"title": text.title(self.status), "hint": text.hint(self.status)}
        if self.status:
            found |= {
                "light": text.light(self.status.light),
                "room": text.room(self.status.space.minutes),
                "sound": text.sound(self.status.sound.level),
                "clock": str(catalogue.CLOCKS.get(self.status.clock.source, self.status.clock.source)),
                "films": text.films(len(self.films)),
                "left": text.not_uploaded(sum(film.state != "filming" and not film.receipt for film in self.films)),
                "phones": text.phones(self.phones),
            }
            if self.status.film:
                found |= {
                    "time": text.running(self.elapsed),
                    "marks": text.marks(self.status.film.marks),
                    "limit": text.running(self.status.film.limit),
                    "last": text.running(self.last.at / 1e9) if self.last else "",
                    "last-more": text.mark(self.last) if self.last else "",
                }
        return found

    def progress(self, name: str = "") -> dict[str, str]:
        """How the sync stands of each film that is listed, or of the one of that id, by the name of its text."""
        films = self.shown if not name else filter(None, [self.film(name)])
        return {f"sync-{film.id}": self._progress(film) for film in films if film.sync}

    def text(self, key: str) -> str:
        """One of the texts."""
        if (film := self._synced(key)) is not None:
            return self._progress(film)
        return self.texts().get(key, "")

    @cached_property
    def amounts(self) -> dict[str, tuple[float, float]]:
        """Every bar that may move while a page is open: how far, of how much."""
        found = {f"sync-{film.id}": _amount(film.sync) for film in self.films if film.sync and film.sync.moving}
        if self.status and self.status.sound.level is not None:
            found["sound"] = (max(0.0, self.status.sound.level - QUIETEST), -QUIETEST)
        return found

    def _synced(self, key: str) -> Film | None:
        return self.film(key.removeprefix("sync-")) if key.startswith("sync-") else None

    def _progress(self, film: Film) -> str:
        return text.progress(film, self.pace.get(film.id))


def _amount(sync: Sync) -> tuple[float, float]:
    return float(sync.done), float(sync.total)


def _resting_film(film: Film) -> Film:
    return msgspec.structs.replace(film, sync=Sync(film.sync.state)) if film.sync and film.sync.moving else film


def _resting_status(status: Status) -> Status:
    film = status.film and msgspec.structs.replace(status.film, elapsed=0.0, frames=0, delivered=0, marks=0)
    return msgspec.structs.replace(
        status,
        film=film,
        clock=msgspec.structs.replace(status.clock, monotonic=0),
        sound=SoundStatus(),
        space=SpaceStatus(0, 0),
    )


def _age(film: Film) -> tuple[bool, str]:
    """An id begins with the time, if a clock knew it; those without come last."""
    return film.id[:1].isdigit(), film.id
