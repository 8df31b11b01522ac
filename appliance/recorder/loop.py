"""The visit's loop: one thread that feeds the state machine and does what it says. Everybody else only posts events."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from appliance.capture.errors import WriteFailed
from appliance.errors import BoxError, DeviceFault, Refused
from appliance.recorder.events import (
    Alarm,
    BeginFilm,
    ClosePairing,
    Effect,
    EndFilm,
    Event,
    Fault,
    FirstFrame,
    Limits,
    Mark,
    OpenPairing,
    PlaceMark,
    Refuse,
    Sealed,
    SetPrinciple,
    Situation,
    Start,
    Stop,
    Tick,
    Undo,
)
from appliance.recorder.machine import step


class _Passing:
    """No event: an asker who wants to know that the loop has come this far."""


log = logging.getLogger("attune.visit")

TICK = 0.25
"""Seconds between two looks at the clock, the card and the devices."""

ANSWER = 30.0
"""Seconds that a request waits for its effect before it gives up."""


class Effects(Protocol):
    """What carries the machine's effects out. Only the loop's thread calls it."""

    def begin(self, at: int) -> None:
        """Begin a film; FirstFrame or Fault follows as an event."""

    def end(self, effect: EndFilm) -> None:
        """End the film. May take seconds: it is called from a thread of its own, and Sealed follows."""

    def place(self, mark: Mark | Undo | SetPrinciple) -> object:
        """Seal a mark; called from a thread of its own. Returns what the asker gets."""

    def room(self) -> float:
        """How many seconds of film the card can still take."""

    def tend(self, now: int, situation: Situation) -> None:
        """Look after the devices; called at each tick."""

    def show(self, situation: Situation, now: int) -> None:
        """Show the situation: the light, the status."""


class Loop:
    """Feeds events to the machine in the order they came, and gives the askers their answers."""

    def __init__(self, limits: Limits, clock: Callable[[], int] = time.monotonic_ns) -> None:
        self._hands: Effects
        self._limits = limits
        self._clock = clock
        self._inbox: queue.SimpleQueue[tuple[Event | _Passing, Future[object] | None] | None] = queue.SimpleQueue()
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="seal")
        self._waiting_for_picture: list[Future[object]] = []
        self._waiting_for_seal: list[Future[object]] = []
        self._changed = threading.Condition()
        self.situation = Situation()

    def post(self, event: Event) -> None:
        """Tell of an event, from any thread, without waiting."""
        self._inbox.put((event, None))

    def ask(self, event: Event) -> object:
        """Tell of a wish and wait until it is done: for a Start the first picture, for a Stop or a Mark its seal."""
        answer: Future[object] = Future()
        self._inbox.put((event, answer))
        try:
            return answer.result(ANSWER)
        except TimeoutError:
            raise DeviceFault("The box did not do it in time. Look at its light and try again.") from None

    def settle(self) -> None:
        """Wait until all that was told so far is done: marks sealed, a film begun with its first picture, or closed."""
        self._pass_by()
        self._slow.submit(lambda: None).result(ANSWER)
        self._pass_by()
        with self._changed:
            if not self._changed.wait_for(lambda: not self.situation.under_way, ANSWER):
                raise DeviceFault("The box did not do it in time. Look at its light and try again.")

    def _pass_by(self) -> None:
        """Wait until the loop has taken everything that stood before."""
        passed: Future[object] = Future()
        self._inbox.put((_Passing(), passed))
        passed.result(ANSWER)

    def run(self, hands: Effects) -> None:
        """Work with `hands` until `close` is called and the film, if one is being made, is sealed."""
        self._hands = hands
        closing = False
        next_tick = 0.0
        while not (closing and self.situation.state not in ("filming", "sealing")):
            try:
                item = self._inbox.get(timeout=max(0.0, next_tick - time.monotonic()))
            except queue.Empty:
                next_tick = time.monotonic() + TICK
                now = self._clock()
                self._hands.tend(now, self.situation)
                item = (Tick(now, self._hands.room()), None)
            if item is None:
                closing = True
                item = (Stop(self._clock()), None)
            self._take(*item)
        self._slow.shutdown()

    def close(self) -> None:
        """Ask the loop to end: a film being made is stopped and sealed first."""
        self._inbox.put(None)

    def _take(self, event: Event | _Passing, answer: Future[object] | None) -> None:
        if isinstance(event, _Passing):
            if answer is not None:
                answer.set_result(None)
            return
        before = self.situation
        with self._changed:
            self.situation, effects = step(before, event, self._limits)
            self._changed.notify_all()
        for trouble in set(self.situation.troubles) - set(before.troubles):
            log.warning("%s: %s", trouble.code, trouble.message, extra={"fields": {"trouble": trouble.code}})
        for trouble in set(before.troubles) - set(self.situation.troubles):
            log.info("%s: over", trouble.code, extra={"fields": {"trouble": trouble.code}})
        if before.state != self.situation.state:
            state = self.situation.state
            log.info("%s -> %s", before.state, state, extra={"fields": {"state": state}})
        for effect in effects:
            self._do(effect, answer)
        if answer is not None:
            self._keep(event, answer)
        self._answer_waiting(event)
        self._hands.show(self.situation, self._clock())

    def _do(self, effect: Effect, answer: Future[object] | None) -> None:
        match effect:
            case BeginFilm(at):
                try:
                    self._hands.begin(at)
                except (BoxError, OSError) as error:
                    log.exception("a film could not begin")
                    self.post(Fault(Alarm(WriteFailed.code, f"The film could not begin: {error}")))
            case EndFilm():
                self._slow.submit(self._end, effect)
            case PlaceMark(mark):
                self._slow.submit(self._place, mark, answer)
            case Refuse(message):
                if answer is not None:
                    answer.set_exception(Refused(message))
            case OpenPairing() | ClosePairing():
                pass  # the phone's pages watch `pairing` in the status

    def _end(self, effect: EndFilm) -> None:
        try:
            self._hands.end(effect)
        except Exception as error:
            log.exception("the film could not be closed; the next start will close it as cut short")
            self.post(Fault(Alarm(WriteFailed.code, f"The film could not be closed: {error}")))
        finally:
            self.post(Sealed())

    def _place(self, mark: Mark | Undo | SetPrinciple, answer: Future[object] | None) -> None:
        try:
            placed = self._hands.place(mark)
        except Exception as error:
            log.exception("a mark could not be sealed")
            if answer is not None:
                answer.set_exception(error)
        else:
            if answer is not None:
                answer.set_result(placed)

    def _keep(self, event: Event, answer: Future[object]) -> None:
        if answer.done() or isinstance(event, (Mark, Undo, SetPrinciple)):  # those are answered when they are sealed
            return
        if isinstance(event, Start):
            self._waiting_for_picture.append(answer)
        elif isinstance(event, Stop):
            self._waiting_for_seal.append(answer)
        else:
            answer.set_result(None)

    def _answer_waiting(self, event: Event) -> None:
        if isinstance(event, FirstFrame):
            _release(self._waiting_for_picture)
        elif isinstance(event, Sealed):
            _release(self._waiting_for_seal)
            _release(
                self._waiting_for_picture, DeviceFault("The film ended before its first picture. See the box's status.")
            )


def _release(waiting: list[Future[object]], error: BoxError | None = None) -> None:
    while waiting:
        answer = waiting.pop()
        if error is None:
            answer.set_result(None)
        else:
            answer.set_exception(error)
