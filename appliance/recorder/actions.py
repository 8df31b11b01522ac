"""The visit's hands: carries out what the state machine decides, with capture, the card, the panel and the status."""

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from appliance.capture.capture import Capture
from appliance.capture.errors import EncodingFailed, WriteFailed
from appliance.capture.settings import Settings
from appliance.devices.framing import jpeg
from appliance.devices.protocols import Clock, Light
from appliance.errors import Refused
from appliance.films.shelf import Shelf
from appliance.recorder.active_film import ActiveFilm, Identity, mark_id
from appliance.recorder.alarms import Alarms
from appliance.recorder.events import (
    SECOND,
    EndFilm,
    Event,
    FirstFrame,
    Limits,
    Mark,
    Mended,
    SetPrinciple,
    Situation,
    Undo,
)
from appliance.recorder.hardware import Hardware
from appliance.recorder.host_health import HostHealth
from appliance.recorder.light import light
from appliance.recorder.next_visit import NextVisit
from appliance.recorder.preflight import Check, checks
from appliance.recorder.status import ClockNow, LightShown, Publisher, RunningFilm, Said, SoundNow, Space, Status
from appliance.recorder.wall_clock import WallClock
from sealed.durable import Folder
from sealed.film import records

log = logging.getLogger("attune.visit")

ENDED_A_FILM = {WriteFailed.code, EncodingFailed.code}
PROBE = 5 * SECOND
"""How long such a trouble is shown before the card is tried."""


class Actions:
    """Keeps the contract of `appliance.recorder.loop.Hands`."""

    def __init__(
        self,
        kit: Hardware,
        clock: WallClock,
        plan: NextVisit,
        capture: Capture,
        shelf: Shelf,
        identity: Identity,
        limits: Limits,
        settings: Settings,
        publisher: Publisher,
        post: Callable[[Event], None],
    ) -> None:
        self._kit, self._clock, self._plan = kit, clock, plan
        self._capture, self._shelf, self._identity = capture, shelf, identity
        self._limits, self._publisher, self._post = limits, publisher, post
        self._most = (settings.peak + max(settings.sound.values())) / 8
        self._film: ActiveFilm | None = None
        self._last: ActiveFilm | None = None
        self._zero: int | None = None
        self._probed: int | None = None
        self._written = 0
        self._shown: Light | None = None
        self._strain = HostHealth(kit.host, Alarms(post))

    @property
    def film_id(self) -> str | None:
        """The id of the film being made."""
        film = self._film
        return film.id if film else None

    def begin(self, at: int) -> None:
        """Begin a film with the first picture that is not before `at`."""
        clock, capture, identity = self._clock.now(), self._capture, self._identity
        visit = self._plan.visit
        if visit.case is not None:
            identity = identity.sealing_to(self._plan.cases.recipients(visit.case))
        facts = identity.facts(self._shelf.new_id(_when(clock)), clock, capture.pictures, capture.sounds)
        self._film, self._zero = ActiveFilm(self._shelf.folder, facts, identity, visit), None
        capture.begin(at, self._film, self._first)
        self._plan.take()
        log.info("film %s begins", self._film.id, extra={"fields": {"film": self._film.id}})

    def _first(self, picture: int) -> None:
        self._zero = picture
        self._post(FirstFrame(picture))

    def end(self, effect: EndFilm) -> None:
        """End the film: everything up to the effect's time is sealed, and the last line says why it ended."""
        if (film := self._film) is None:
            return
        try:
            ended = self._capture.end(effect.at)
            film.close(effect.reason, ended.delivered)
            counts = {"frames": ended.frames, "delivered": ended.delivered}
            log.info(
                *("film %s ends (%s): %d pictures of %d", film.id, effect.reason, ended.frames, ended.delivered),
                extra={"fields": {"film": film.id, "end": effect.reason, **counts}},
            )
        finally:
            self._film, self._last = None, film

    def place(self, mark: Mark | Undo | SetPrinciple) -> object:
        """Seal a mark into the film, where it lies on the film's own timeline."""
        if (film := self._film) is None:
            raise Refused("The film has ended. A mark needs a film.")
        if not isinstance(mark, Mark):
            film.amend(records.Undo(mark.id) if isinstance(mark, Undo) else records.Named(mark.id, mark.principle))
            return None
        at = max(0, mark.at - (self._zero if self._zero is not None else mark.at))
        return film.mark(records.Mark(mark.id or mark_id(), at, mark.by, mark.principle, mark.note))

    def marks(self) -> tuple[str | None, tuple[records.Mark, ...]]:
        """The film being made, or the last one that was since the start, and its standing marks."""
        film = self._film or self._last
        return (film.id, film.marks) if film else (None, ())

    def checks(self) -> list[Check]:
        """The checks before a film."""
        minutes = int(self.room() / 60)
        needed = int(self._limits.room_to_start / 60)
        return checks(self._capture, self._kit.host, self._clock.now().source, minutes, needed)

    def room(self) -> float:
        """How many seconds of film the card can still take, at the most that a second may cost."""
        return self._kit.host.free() / self._most

    def tend(self, now: int, situation: Situation) -> None:
        """Look after the devices, and tell the service manager that the recorder lives."""
        self._capture.check(now)
        self._strain.check(now)
        if situation.state == "fault" and situation.fault and situation.fault.code in ENDED_A_FILM:
            self._try_card(now, situation.fault.code)
        # While filming, only pictures on the card prove that the recorder lives: else the watchdog starts it again.
        if situation.state != "filming" or self._capture.written != self._written:
            self._written = self._capture.written
            pictures = f", {self._written} pictures on the card" if situation.state == "filming" else ""
            self._kit.host.alive(situation.state + pictures)

    def _try_card(self, now: int, code: str) -> None:
        """What ended a film stays shown for a while; it is over when the card takes a file again."""
        if self._probed is None:
            self._probed = now
        elif now - self._probed >= PROBE:
            self._probed = None
            with suppress(OSError), Folder(self._shelf.folder) as shelf:
                shelf.put(".probe", b"is the card there?")
                shelf.remove(".probe")
                self._post(Mended(code))

    def show(self, situation: Situation, now: int) -> None:
        """Show the situation on the light and to those who follow the status."""
        wanted = light(situation, now, self._limits)
        if wanted != self._shown:
            self._kit.panel.show(wanted)
            self._shown = wanted
        self._publisher.publish(self.status(situation, now))

    def framing(self) -> bytes:
        """What the camera sees as JPEG. Raises Refused when it sees nothing."""
        if (frame := self._capture.view) is None:
            raise Refused("The camera shows nothing yet. Wait for the green light.")
        return jpeg(frame)

    def status(self, situation: Situation, now: int) -> Status:
        """The status of docs/control.md."""
        shown, fault, free = light(situation, now, self._limits), situation.fault, self._kit.host.free()
        return Status(
            state=situation.state,
            light=LightShown(shown.colour, shown.pattern),
            pairing=situation.pairing_until is not None,
            film=self._film_now(situation, now),
            fault=Said(fault.code, fault.message) if fault else None,
            warnings=[Said(t.code, t.message) for t in situation.troubles if t is not fault],
            space=Space(free, int(free / self._most / 60)),
            clock=ClockNow(self._clock.now().source, now),
            sound=SoundNow(self._capture.level),
            simulated=self._kit.hand is not None,
            films=len(self._shelf.ids()),
            case=(self._film.visit if self._film else self._plan.visit).case,
        )

    def _film_now(self, situation: Situation, now: int) -> RunningFilm | None:
        if (film := self._film) is None or situation.state not in ("filming", "sealing"):
            return None
        elapsed = round(situation.seconds(now), 3)
        return RunningFilm(
            film.id,
            elapsed,
            self._capture.frames,
            self._capture.delivered,
            len(film.marks),
            self._limits.film,
            self._zero,
        )


def _when(clock: Clock) -> datetime | None:
    return None if clock.source == "none" else datetime.fromtimestamp(clock.utc, UTC)
