"""What the box can be asked to do in a visit, as the control socket offers it. A method that cannot raises BoxError."""

import time
from collections.abc import Iterator

import msgspec

from appliance.errors import BadRequest, DeviceFault, Refused
from appliance.recorder.events import SECOND, Paired, SetPrinciple, Start, Stop, TakeBack, Tap
from appliance.recorder.hardware import Hardware
from appliance.recorder.loop import Loop
from appliance.recorder.machine import NO_ROOM
from appliance.recorder.next_visit import NextVisit
from appliance.recorder.preflight import Check, with_alarms
from appliance.recorder.publisher import Publisher
from appliance.recorder.status import Status
from appliance.recorder.status_report import StatusReporter
from appliance.recorder.wall_clock import WallClock
from control.requests import ConsentRequest, MarkRequest, PrincipleRequest, VisitRequest
from sealed.film.facts import Started
from sealed.film.records import Consent, Visit


class VisitService:
    """The box behind the control socket. Safe to use from several threads."""

    def __init__(
        self,
        hardware: Hardware,
        clock: WallClock,
        next_visit: NextVisit,
        loop: Loop,
        reporter: StatusReporter,
        publisher: Publisher,
    ) -> None:
        self._hardware, self._clock, self._next_visit = hardware, clock, next_visit
        self._loop, self._reporter, self._publisher = loop, reporter, publisher

    def status(self) -> Status:
        """The status now."""
        return self._reporter.status(self._loop.situation, time.monotonic_ns())

    def follow(self) -> Iterator[Status]:
        """The status now and at every change."""
        return self._publisher.follow()

    def start(self) -> None:
        """Begin a film; returns when its first picture is kept."""
        self._loop.ask(Start(time.monotonic_ns()))

    def stop(self) -> None:
        """End the film; returns when it is sealed."""
        self._loop.ask(Stop(time.monotonic_ns()))

    def mark(self, wish: MarkRequest) -> object:
        """Mark a moment; returns what was sealed."""
        now = time.monotonic_ns()
        situation = self._loop.situation
        if wish.at is None:
            at = now
        elif situation.zero is None or not 0 <= wish.at <= now - situation.zero + SECOND:
            raise BadRequest("A mark must lie within the film.")
        else:
            at = situation.zero + wish.at
        return self._loop.ask(Tap(at, wish.by, wish.principle, wish.note, wish.id))

    def undo(self, mark: str) -> None:
        """Take a mark of the film being made back."""
        self._loop.ask(TakeBack(mark))

    def name(self, wish: PrincipleRequest) -> None:
        """Say which principle a mark of the film being made stands for."""
        self._loop.ask(SetPrinciple(wish.id, wish.principle))

    def marks(self) -> dict[str, object]:
        """The marks of the film being made, or of the last one."""
        film, marks = self._reporter.marks()
        return {"film": film, "marks": marks}

    def checks(self) -> list[Check]:
        """The checks before a film."""
        return with_alarms(self._reporter.checks(), self._loop.situation.alarms)

    def cases(self) -> dict[str, object]:
        """The cases that a film can be sealed to, and what is wrong with other cards."""
        cards = self._next_visit.cases.read()
        return {"cases": sorted(cards.good), "bad": list(cards.bad.values())}

    def planned(self) -> VisitRequest:
        """What has been said for the next film."""
        said = self._next_visit.visit
        consent = ConsentRequest(**msgspec.structs.asdict(said.consent))
        return VisitRequest(said.case, said.film, said.question, consent, said.about)

    def plan(self, wish: VisitRequest) -> None:
        """Say it anew, for the next film."""
        if self._loop.situation.state in ("filming", "sealing"):
            raise Refused("A film is being made. What is said now would come too late for it.")
        consent = Consent(**msgspec.structs.asdict(wish.consent))
        self._next_visit.say(Visit(wish.case, wish.film, wish.question, consent, wish.kind))
        self._reporter.report(self._loop.situation, time.monotonic_ns(), changed=True)

    def press(self) -> None:
        """Push the simulated button, and wait for what it does."""
        if self._hardware.button is None:
            raise Refused("This box has a real button. Press that one.")
        self._hardware.button.press()
        self._loop.settle()
        self._tell_fault()

    def hold(self) -> None:
        """Hold the simulated button, and wait for what it does."""
        if self._hardware.button is None:
            raise Refused("This box has a real button. Hold that one.")
        filming = self._loop.situation.state == "filming"
        self._hardware.button.hold()
        self._loop.settle()
        if not filming:  # a hold that ended a film has done what it should, whatever came then
            self._tell_fault()

    def _tell_fault(self) -> None:
        """The button of a box in fault does nothing; who pushed it from afar is told why."""
        if (fault := self._loop.situation.fault) is None:
            return
        kind = Refused if fault.code == NO_ROOM.code else DeviceFault
        raise kind(f"The box cannot film. {fault.message}")

    def paired(self) -> None:
        """A phone has been paired: close the window."""
        self._loop.ask(Paired())

    def tell_time(self, utc: float) -> None:
        """A phone says what time it is."""
        self._clock.told(utc)

    def framing(self) -> bytes:
        """What the camera sees, as JPEG."""
        if self._loop.situation.state in ("filming", "sealing") and self._hardware.button is None:
            raise Refused("There is no framing view while filming.")
        return self._reporter.framing()

    def simulate(self, device: str, trouble: str) -> None:
        """Make a simulated device fail, or mend it."""
        if not self._hardware.faults:
            raise Refused("This box has real devices. They fail by themselves.")
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
        """Tell those who follow."""
        self._reporter.report(self._loop.situation, time.monotonic_ns(), changed=True)

    def idle(self) -> bool:
        """Whether nobody is filming and nothing prevents it."""
        return self._loop.situation.state == "ready"

    def now(self) -> Started:
        """What time it is, as far as a clock can be trusted."""
        return self._clock.started()
