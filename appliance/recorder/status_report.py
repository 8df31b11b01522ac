"""Puts the status together, from the situation, the devices and the card, and publishes it."""

from appliance.capture.capture import Capture
from appliance.devices.framing import jpeg
from appliance.errors import Refused
from appliance.films.shelf import Shelf
from appliance.recorder.active_film import CurrentFilm
from appliance.recorder.card import MemoryCard
from appliance.recorder.hardware import Hardware
from appliance.recorder.light import light
from appliance.recorder.next_visit import NextVisit
from appliance.recorder.preflight import checks
from appliance.recorder.publisher import Publisher
from appliance.recorder.situation import Limits, Situation
from appliance.recorder.wall_clock import WallClock
from control.messages import AlarmStatus, Check, ClockStatus, RunningFilm, SoundStatus, SpaceStatus, Status
from sealed.film.records import Mark


class StatusReporter:
    """Reads everything and changes nothing. Safe to use from several threads."""

    def __init__(
        self,
        hardware: Hardware,
        capture: Capture,
        card: MemoryCard,
        film: CurrentFilm,
        clock: WallClock,
        next_visit: NextVisit,
        shelf: Shelf,
        limits: Limits,
        publisher: Publisher,
    ) -> None:
        self._hardware, self._capture, self._card, self._film = hardware, capture, card, film
        self._clock, self._next_visit, self._shelf = clock, next_visit, shelf
        self._limits, self._publisher = limits, publisher

    @property
    def film_id(self) -> str | None:
        """The id of the film being made."""
        film = self._film.active
        return film.id if film else None

    def marks(self) -> tuple[str | None, tuple[Mark, ...]]:
        """The film being made, or the last one since the start, and its marks without those that were undone."""
        film = self._film.active or self._film.last
        return (film.id, film.marks) if film else (None, ())

    def checks(self) -> list[Check]:
        """The preflight checks."""
        minutes, needed = (int(seconds / 60) for seconds in (self._card.seconds(), self._limits.room_to_start))
        return checks(self._capture, self._hardware.host, self._clock.now().source, minutes, needed)

    def framing(self) -> bytes:
        """A frame of the camera as JPEG. Raises Refused when there is none."""
        if (frame := self._capture.view) is None:
            raise Refused("The camera shows nothing yet. Wait for the green light.")
        return jpeg(frame)

    def report(self, situation: Situation, now: int, changed: bool = False) -> Status:
        """Publish the status, and return it; `changed`: followers are woken in any case."""
        status = self.status(situation, now)
        self._publisher.publish(status, changed)
        return status

    def status(self, situation: Situation, now: int) -> Status:
        """The status of docs/control.md."""
        fault, free, active = situation.fault, self._card.free, self._film.active
        return Status(
            state=situation.state,
            light=light(situation, now, self._limits),
            pairing=situation.pairing is not None,
            aiming=situation.view is not None,
            film=self._running(situation, now),
            fault=AlarmStatus(fault.code, fault.message) if fault else None,
            warnings=tuple(AlarmStatus(alarm.code, alarm.message) for alarm in situation.alarms if alarm is not fault),
            space=SpaceStatus(free, int(self._card.seconds(free) / 60)),
            clock=ClockStatus(self._clock.now().source, now),
            sound=SoundStatus(self._capture.level),
            simulated=self._hardware.button is not None,
            films=self._shelf.count(),
            case=(active.visit if active else self._next_visit.visit).case,
        )

    def _running(self, situation: Situation, now: int) -> RunningFilm | None:
        if (film := self._film.active) is None or situation.state not in ("filming", "sealing"):
            return None
        return RunningFilm(
            id=film.id,
            elapsed=round(situation.seconds(now), 3),
            frames=self._capture.frames,
            delivered=self._capture.delivered,
            marks=len(film.marks),
            limit=self._limits.film,
            zero=situation.zero,
            consent=film.consent != "none",
        )
