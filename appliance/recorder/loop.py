"""The event loop: one thread that feeds the state machine and carries out its effects. All other threads post
events."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from appliance.capture.errors import FilmNotWritten
from appliance.errors import BoxError, DeviceFault, Refused
from appliance.recorder.event_queue import Answer, Barrier, EventQueue
from appliance.recorder.events import (
    AlarmRaised,
    Amend,
    AskConfirmation,
    BeginFilm,
    Change,
    Confirmed,
    Effect,
    EndFilm,
    Event,
    FirstFrame,
    NotConfirmed,
    PlaceMark,
    Refuse,
    Sealed,
    Start,
    Stop,
    Tap,
    Tick,
)
from appliance.recorder.machine import step
from appliance.recorder.situation import Alarm, Limits, Situation
from sealed.errors import SealedError

log = logging.getLogger("attune.visit")

TICK = 0.25
"""Seconds between two checks of the clock, the card and the devices."""

NOT_CONFIRMED = (
    "The button of the box was not pressed, so nothing was deleted. Try again, and press it within 30 seconds."
)

ANSWER = 30.0
"""Timeout (seconds) of a request that waits for its effect."""


class Effects(Protocol):
    """Carries out the machine's effects. Only the loop calls it."""

    def begin(self, at: int) -> None:
        """Begin a film; FirstFrame or AlarmRaised follows as an event."""

    def end(self, effect: EndFilm) -> None:
        """End the film. May take seconds: called from a worker thread; Sealed follows as an event."""

    def place(self, effect: PlaceMark | Amend) -> object:
        """Seal a mark; called from the same worker thread. Returns the answer to the request."""

    def room(self) -> float:
        """How many seconds of film fit on the card."""

    def tend(self, now: int, situation: Situation) -> None:
        """Check the devices; called at each tick."""

    def show(self, situation: Situation, now: int) -> None:
        """Show the situation on the light and publish the status."""


class Loop:
    """Handles the queue's events in order, and answers requests."""

    def __init__(
        self, limits: Limits, events: EventQueue, actions: Effects, clock: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._limits, self._events, self._actions, self._clock = limits, events, actions, clock
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="seal")
        self._waiting_for_frame: list[Answer] = []
        self._waiting_for_seal: list[Answer] = []
        self._waiting_for_press: list[Answer] = []
        self._changed = threading.Condition()
        self.situation = Situation()

    def ask(self, event: Event) -> object:
        """Post an event and wait for its effect: for a Start the first frame, for a Stop or a Tap its seal, for an
        AskConfirmation the press. Raises Refused, DeviceFault.
        """
        longer = self._limits.confirmation if isinstance(event, AskConfirmation) else 0
        try:
            return self._events.ask(event).result(ANSWER + longer)
        except TimeoutError:
            raise DeviceFault("The box did not do it in time. Look at its light and try again.") from None

    def settle(self) -> None:
        """Wait until everything posted so far is done: marks sealed, a film begun with its first frame, or closed."""
        self._events.ask(Barrier()).result(ANSWER)
        self._worker.submit(lambda: None).result(ANSWER)
        self._events.ask(Barrier()).result(ANSWER)
        with self._changed:
            if not self._changed.wait_for(lambda: not self.situation.under_way, ANSWER):
                raise DeviceFault("The box did not do it in time. Look at its light and try again.")

    def run(self) -> None:
        """Run until `close` is called and the film, if one is being made, is sealed."""
        closing = False
        next_tick = 0.0
        while not (closing and self.situation.state not in ("filming", "sealing")):
            if time.monotonic() >= next_tick:  # however many events are queued
                next_tick = time.monotonic() + TICK
                now = self._clock()
                self._actions.tend(now, self.situation)
                self._handle(Tick(now, self._actions.room()), None)
                continue
            try:
                item = self._events.get(next_tick)
            except queue.Empty:
                continue
            closing = closing or item is None
            self._handle(*(item or (Stop(self._clock()), None)))
        self._worker.shutdown()

    def close(self) -> None:
        """End the loop: a film being made is stopped and sealed first."""
        self._events.close()

    def _handle(self, event: Event | Barrier, answer: Answer | None) -> None:
        if isinstance(event, Barrier):
            if answer is not None:
                answer.set_result(None)
            return
        before = self.situation
        with self._changed:
            self.situation, effects = step(before, event, self._limits)
            self._changed.notify_all()
        _log(before, self.situation)
        for effect in effects:
            self._do(effect, answer)
        if answer is not None:
            self._keep(event, answer)
        self._answer_waiting(event)
        self._actions.show(self.situation, self._clock())

    def _do(self, effect: Effect, answer: Answer | None) -> None:
        match effect:
            case BeginFilm(at):
                try:
                    self._actions.begin(at)
                except (BoxError, SealedError, OSError) as error:
                    log.exception("a film could not begin")
                    self._fail(f"The film could not begin: {error}")
            case EndFilm():
                self._worker.submit(self._end, effect)
            case PlaceMark() | Amend():
                self._worker.submit(self._place, effect, answer)
            case Confirmed():
                _release(self._waiting_for_press)
            case NotConfirmed():
                _release(self._waiting_for_press, Refused(NOT_CONFIRMED))
            case Refuse(message):
                if answer is not None:
                    answer.set_exception(Refused(message))

    def _end(self, effect: EndFilm) -> None:
        try:
            self._actions.end(effect)
        except Exception as error:
            log.exception("the film could not be closed; the next start will close it as cut short")
            self._fail(f"The film could not be closed: {error}")
        finally:
            self._events.post(Sealed())

    def _fail(self, message: str) -> None:
        self._events.post(AlarmRaised(Alarm(FilmNotWritten.code, message)))

    def _place(self, effect: PlaceMark | Amend, answer: Answer | None) -> None:
        try:
            placed = self._actions.place(effect)
        except Exception as error:
            log.exception("a mark could not be sealed")
            if answer is not None:
                answer.set_exception(error)
        else:
            if answer is not None:
                answer.set_result(placed)

    def _keep(self, event: Event, answer: Answer) -> None:
        if answer.done() or isinstance(event, Tap | Change):  # those are answered when they are sealed
            return
        if isinstance(event, Start):
            self._waiting_for_frame.append(answer)
        elif isinstance(event, Stop):
            self._waiting_for_seal.append(answer)
        elif isinstance(event, AskConfirmation):
            self._waiting_for_press.append(answer)
        else:
            answer.set_result(None)

    def _answer_waiting(self, event: Event) -> None:
        if isinstance(event, FirstFrame):
            _release(self._waiting_for_frame)
        elif isinstance(event, Sealed):
            _release(self._waiting_for_seal)
            never = DeviceFault("The film ended before its first picture. See the box's status.")
            _release(self._waiting_for_frame, never)


def _log(before: Situation, after: Situation) -> None:
    for alarm in set(after.alarms) - set(before.alarms):
        log.warning("%s: %s", alarm.code, alarm.message, extra={"fields": {"alarm": alarm.code}})
    for alarm in set(before.alarms) - set(after.alarms):
        log.info("%s: over", alarm.code, extra={"fields": {"alarm": alarm.code}})
    if before.state != after.state:
        log.info("%s -> %s", before.state, after.state, extra={"fields": {"state": after.state}})


def _release(waiting: list[Answer], error: BoxError | None = None) -> None:
    while waiting:
        answer = waiting.pop()
        if error is None:
            answer.set_result(None)
        else:
            answer.set_exception(error)
