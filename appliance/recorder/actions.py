"""Carries out the state machine's effects: on capture, the film on the card, the panel and the status."""

import logging
from datetime import UTC, datetime
from typing import Literal

from appliance.capture.capture import Capture
from appliance.capture.errors import EncodingFailed, FilmNotWritten
from appliance.devices.protocols import Clock
from appliance.errors import Refused
from appliance.films.about import AboutFilms
from appliance.films.shelf import Shelf
from appliance.recorder.active_film import ActiveFilm, CurrentFilm, mark_id
from appliance.recorder.alarms import Alarms
from appliance.recorder.card import MemoryCard
from appliance.recorder.event_queue import EventQueue
from appliance.recorder.events import (
    AlarmCleared,
    Amend,
    Change,
    EndFilm,
    FirstFrame,
    GiveConsent,
    PlaceMark,
    SetNote,
    SetPrinciple,
    TakeBack,
)
from appliance.recorder.hardware import Hardware
from appliance.recorder.host_health import HostHealth
from appliance.recorder.identity import RecorderIdentity
from appliance.recorder.losses import Losses
from appliance.recorder.next_visit import NextVisit
from appliance.recorder.situation import Situation
from appliance.recorder.status_report import StatusReporter
from appliance.recorder.update_notice import UpdateNotice
from appliance.recorder.wall_clock import WallClock
from control.messages import AlarmStatus, Loss
from sealed.film import records

log = logging.getLogger("attune.visit")

ENDED_A_FILM = {FilmNotWritten.code, EncodingFailed.code}
"""Alarms that no device clears: they end when a file can be written to the card again."""


class Actions:
    """Implements `appliance.recorder.loop.Effects`."""

    def __init__(
        self,
        hardware: Hardware,
        capture: Capture,
        card: MemoryCard,
        identity: RecorderIdentity,
        film: CurrentFilm,
        clock: WallClock,
        next_visit: NextVisit,
        shelf: Shelf,
        reporter: StatusReporter,
        events: EventQueue,
        notice: UpdateNotice,
        about: AboutFilms,
    ) -> None:
        self._hardware, self._capture, self._card, self._identity = hardware, capture, card, identity
        self._film, self._clock, self._next_visit, self._shelf = film, clock, next_visit, shelf
        self._reporter, self._events, self._about = reporter, events, about
        self._losses = Losses()
        self._health, self._notice = HostHealth(hardware.host, Alarms(events)), notice
        self._written = 0

    def begin(self, at: int) -> None:
        """Begin a film with the first frame at or after `at`."""
        clock, capture, identity = self._clock.now(), self._capture, self._identity
        visit = self._next_visit.visit
        if visit.case is not None:
            identity = identity.sealing_to(self._next_visit.cases.recipients(visit.case))
        facts = identity.facts(self._shelf.new_id(_when(clock)), clock, capture.video, capture.audio)
        film = self._film.active = ActiveFilm(self._shelf.folder, facts, identity, visit)
        capture.begin(at, film, lambda first: self._events.post(FirstFrame(first)))
        self._losses = Losses()
        self._next_visit.take()
        self._about.begin(film.id, visit.case, film.consent)
        log.info("film %s begins", film.id, extra={"fields": {"film": film.id}})

    def end(self, effect: EndFilm) -> None:
        """End the film: everything up to the effect's time is sealed, and the last line says why it ended."""
        if (film := self._film.active) is None:
            return
        try:
            ended = self._capture.end(effect.at)
            film.close(effect.reason, ended.delivered)
            counts = {"frames": ended.frames, "delivered": ended.delivered, "sound_lost": ended.sound_lost}
            log.info(
                *("film %s ends (%s): %d frames of %d", film.id, effect.reason, ended.frames, ended.delivered),
                extra={"fields": {"film": film.id, "end": effect.reason, **counts}},
            )
        finally:
            cause = AlarmStatus(effect.cause.code, effect.cause.message) if effect.cause else None
            self._about.end(film.id, cause, self._losses.all() if film.has_sound else (Loss("sound", 0.0),))
            if not (self._shelf.folder / film.id).is_dir():  # nothing was filmed
                self._about.forget(film.id)
            self._film.active, self._film.last = None, film

    def place(self, effect: PlaceMark | Amend) -> object:
        """Seal a mark, or what is said about one, into the film. Raises Refused, WriteFailed."""
        if (film := self._film.active) is None:
            raise Refused("The film has ended. Start the next one before you mark.")
        match effect:
            case PlaceMark(tap, at):
                if tap.film not in (None, film.id):
                    raise Refused("The film of this mark is over. A mark must arrive while its film is being made.")
                placed = film.mark(records.Mark(tap.id or mark_id(), at, tap.by, tap.principle, tap.note))
                self._about.keep(film.id, film.records)
                return placed
            case Amend(change):
                film.amend(record_of(change, "while filming"))
                self._about.keep(film.id, film.records)
                self._about.give_consent(film.id, film.consent)
        return None

    def room(self) -> float:
        """How many seconds of film fit on the card."""
        return self._card.seconds()

    def tend(self, now: int, situation: Situation) -> None:
        """Check the devices, and feed systemd's watchdog."""
        self._capture.check(now)
        self._health.check(now)
        self._notice.check(now)
        fault = situation.fault
        if situation.state == "fault" and fault and fault.code in ENDED_A_FILM and self._card.well_again(now):
            if self._film.last is not None:  # it could not be closed when the card failed
                self._shelf.close(self._film.last.id)
            self._events.post(AlarmCleared(fault.code))
        # While filming, only frames on the card count as progress: without any, the watchdog restarts the recorder.
        if situation.state != "filming" or self._capture.written != self._written:
            self._written = self._capture.written
            frames = f", {self._written} frames on the card" if situation.state == "filming" else ""
            self._hardware.host.alive(situation.state + frames)

    def show(self, situation: Situation, now: int) -> None:
        """Show the situation on the light and publish the status."""
        self._losses.watch(situation, now)
        self._hardware.panel.show(self._reporter.report(situation, now).light)


def record_of(change: Change, when: Literal["while filming", "afterwards"]) -> records.Amendment:
    """What is sealed of what was said about a mark or a film."""
    match change:
        case TakeBack(mark):
            return records.Undo(mark)
        case SetPrinciple(mark, principle):
            return records.Named(mark, principle)
        case SetNote(mark, note):
            return records.Note(mark, note)
        case GiveConsent(consent):
            return records.LaterConsent(consent, when)


def _when(clock: Clock) -> datetime | None:
    return None if clock.source == "none" else datetime.fromtimestamp(clock.utc, UTC)
