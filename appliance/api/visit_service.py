"""The operations of a visit, for the control socket. Methods raise BoxError."""

import time

import msgspec

from appliance.api.errors import FilmOver, OutsideFilm
from appliance.devices.errors import PanelMissing
from appliance.devices.panel import NoPanel
from appliance.errors import BadRequest, DeviceFault, Refused
from appliance.recorder.events import (
    AskConfirmation,
    Look,
    Paired,
    SetPrinciple,
    Start,
    Stop,
    TakeBack,
    Tap,
)
from appliance.recorder.hardware import Hardware
from appliance.recorder.loop import Loop
from appliance.recorder.machine import NO_ROOM
from appliance.recorder.next_visit import NextVisit
from appliance.recorder.preflight import with_alarms
from appliance.recorder.situation import SECOND
from appliance.recorder.status_report import StatusReporter
from appliance.recorder.wall_clock import WallClock
from control.messages import CaseList, CasePreparation, Check, Marks, PairingStatus, PlacedMark, Status
from control.requests import ConsentPlan, MarkRequest, PrincipleRequest, VisitPlan
from sealed.film import records
from sealed.film.facts import Started
from sealed.film.records import Consent, Visit

EARLY = 2 * SECOND
"""A tap as the first frame was kept belongs to the film's beginning."""
LATE = SECOND
"""A phone's estimate of the box's clock may be ahead."""


class VisitService:
    """The box behind the control socket. Safe to use from several threads."""

    def __init__(
        self, hardware: Hardware, clock: WallClock, next_visit: NextVisit, loop: Loop, reporter: StatusReporter
    ) -> None:
        self._hardware, self._clock, self._next_visit = hardware, clock, next_visit
        self._loop, self._reporter = loop, reporter

    def status(self) -> Status:
        """The status now."""
        return self._reporter.status(self._loop.situation, time.monotonic_ns())

    def start(self) -> None:
        """Begin a film; returns when its first frame is kept."""
        self._loop.ask(Start(time.monotonic_ns()))

    def stop(self) -> None:
        """End the film; returns when it is sealed."""
        self._loop.ask(Stop(time.monotonic_ns()))

    def mark(self, request: MarkRequest) -> PlacedMark:
        """Seal a mark. Raises FilmOver if it is for another film than the one being made, OutsideFilm."""
        if request.film not in (None, self._reporter.film_id):
            raise FilmOver()
        touched = self._touched(request.touched)
        tap = Tap(touched, request.by, request.principle, request.note, request.id, request.film)
        return _placed(self._loop.ask(tap))

    def _touched(self, milliseconds: float | None) -> int:
        """The time of the tap, on CLOCK_MONOTONIC in ns. It is converted to film time where it is sealed."""
        now, zero = time.monotonic_ns(), self._loop.situation.zero
        if milliseconds is None:
            return now
        touched = round(milliseconds * 1e6)
        if touched > now + LATE or (zero is not None and touched < zero - EARLY):
            raise OutsideFilm()
        return touched

    def undo(self, mark: str) -> None:
        """Undo a mark of the film being made."""
        self._loop.ask(TakeBack(mark))

    def set_principle(self, request: PrincipleRequest) -> None:
        """Set the principle of a mark of the film being made."""
        self._loop.ask(SetPrinciple(request.id, request.principle))
        self.changed()

    def marks(self) -> Marks:
        """The marks of the film being made, or of the last one."""
        film, marks = self._reporter.marks()
        return Marks(film, tuple(map(_placed, marks)))

    def checks(self) -> tuple[Check, ...]:
        """The checks before a film."""
        return tuple(with_alarms(self._reporter.checks(), self._loop.situation.alarms))

    def cases(self) -> CaseList:
        """The cases that a film can be sealed to, what is wrong with other cards, and what desks sent along."""
        cards = self._next_visit.cases.read()
        sent = self._next_visit.cases.preparations(cards)
        preparations = tuple(CasePreparation(case, sent[case].question, sent[case].points) for case in sorted(sent))
        return CaseList(tuple(sorted(cards.good)), tuple(cards.bad.values()), preparations)

    def planned(self) -> VisitPlan:
        """What is entered for the next film."""
        return _plan(self._next_visit.visit)

    def planned_before(self) -> VisitPlan | None:
        """What was entered for the film before, if it was of this visit."""
        before = self._next_visit.before
        return _plan(before) if before else None

    def plan(self, request: VisitPlan) -> None:
        """Replace it."""
        if self._loop.situation.state in ("filming", "sealing"):
            raise Refused("Filming has started, so these details can't be changed. Enter them before the next film.")
        consent = Consent(**msgspec.structs.asdict(request.consent))
        self._next_visit.say(Visit(request.case, request.film, request.question, consent, request.kind))
        self.changed()

    def press(self) -> None:
        """Push the simulated button, and wait for its effect."""
        if self._hardware.button is None:
            raise Refused("This box has a real button. Press that one.")
        confirming = self._loop.situation.confirm_until is not None
        self._hardware.button.press()
        self._loop.settle()
        if not confirming:  # a press that confirmed has done what it should, in a fault too
            self._raise_fault()

    def hold(self) -> None:
        """Hold the simulated button, and wait for its effect."""
        if self._hardware.button is None:
            raise Refused("This box has a real button. Hold that one.")
        filming = self._loop.situation.state == "filming"
        self._hardware.button.hold()
        self._loop.settle()
        if not filming:  # a hold that ended a film has done what it should, whatever came then
            self._raise_fault()

    def _raise_fault(self) -> None:
        """The button of a box in fault does nothing; a request to push it answers why."""
        if (fault := self._loop.situation.fault) is None:
            return
        kind = Refused if fault.code == NO_ROOM.code else DeviceFault
        raise kind(f"The box cannot film. {fault.message}")

    def confirm(self) -> None:
        """Wait for a press of the button, which confirms what cannot be undone. Raises Refused if none comes."""
        no_button = any(alarm.code == PanelMissing.code for alarm in self._loop.situation.alarms)
        if no_button or isinstance(self._hardware.panel, NoPanel):
            return  # a client that needs no page has a shell on this box
        self._loop.ask(AskConfirmation(time.monotonic_ns()))

    def pairing(self) -> PairingStatus:
        """The pairing window."""
        s = self._loop.situation
        code = s.pairing.code if s.pairing else None
        return PairingStatus(s.pairing is not None, code, self._clock.now().source, s.state in ("filming", "sealing"))

    def paired(self, code: str) -> None:
        """The phone that shows the pressed code is paired: close the window."""
        self._loop.ask(Paired(code, time.monotonic_ns()))

    def set_clock(self, utc: float) -> None:
        """Take a phone's time."""
        self._clock.set_by_phone(utc)

    def framing(self) -> bytes:
        """The camera's view as JPEG, to aim it; the light and the pages show that it is being looked at."""
        self._loop.ask(Look(time.monotonic_ns()))
        return self._reporter.framing()

    def simulated_view(self) -> bytes:
        """The view of a simulated camera, in any state: it shows no family's room."""
        if not self._hardware.faults:
            raise Refused("This box has a real camera. Aim it by `GET /framing`.")
        return self._reporter.framing()

    def simulate(self, device: str, trouble: str) -> None:
        """Make a simulated device fail, or mend it."""
        if not self._hardware.faults:
            raise Refused("This box has real devices. Only simulated ones can be made to fail.")
        if (cause := self._hardware.faults.get((device, trouble))) is None:
            known = ", ".join(f"{device} {trouble}" for device, trouble in self._hardware.faults)
            raise BadRequest(f"A {device} does not {trouble}. There are: {known}.")
        cause()

    @property
    def making(self) -> str | None:
        """The film that is being made."""
        return self._reporter.film_id

    def finish(self) -> None:
        """End the film that is being made, if there is one; returns when it is sealed."""
        if self._loop.situation.state == "filming":
            self.stop()
        self._loop.settle()

    def changed(self) -> None:
        """Wake the followers of the news."""
        self._reporter.report(self._loop.situation, time.monotonic_ns(), changed=True)

    def idle(self) -> bool:
        """Whether nobody is filming and nothing prevents it."""
        return self._loop.situation.state == "ready"

    def now(self) -> Started:
        """The time by a trusted clock; None while there is none."""
        return self._clock.started()


def _plan(visit: Visit) -> VisitPlan:
    consent = ConsentPlan(**msgspec.structs.asdict(visit.consent))
    return VisitPlan(visit.case, visit.film, visit.question, consent, visit.about)


def _placed(mark: object) -> PlacedMark:
    if not isinstance(mark, records.Mark):
        raise TypeError(f"not a mark: {mark!r}")
    return PlacedMark(mark.id, mark.at, mark.by, mark.principle, mark.note)
