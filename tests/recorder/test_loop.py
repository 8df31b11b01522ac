"""The event loop: who asks gets an answer, in the order of asking, and closing seals a film that is being made."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from appliance.errors import DeviceFault, Refused
from appliance.recorder.event_queue import EventQueue
from appliance.recorder.events import (
    AlarmRaised,
    Amend,
    AskConfirmation,
    DevicesReady,
    EndFilm,
    FirstFrame,
    PlaceMark,
    Press,
    Start,
    Stop,
    Tap,
)
from appliance.recorder.loop import Loop
from appliance.recorder.situation import Alarm, Limits, Situation

CAMERA = Alarm("camera-missing", "The camera was not found.")


class Recording:
    """Effects that are written down, with a camera that delivers at once."""

    def __init__(self, events: EventQueue) -> None:
        self.events = events
        self.did: list[object] = []
        self.begun = threading.Event()
        self.sees = True
        self.failing = False

    def begin(self, at: int) -> None:
        if self.failing:
            raise OSError(28, "No space left on device")
        self.did.append(("begin", at))
        self.begun.set()
        if self.sees:
            self.events.post(FirstFrame(at + 1))

    def end(self, effect: EndFilm) -> None:
        self.did.append(effect)

    def place(self, effect: PlaceMark | Amend) -> object:
        self.did.append(effect)
        if self.failing:
            raise Refused("no")
        return effect

    def room(self) -> float:
        return 10_000.0

    def tend(self, now: int, situation: Situation) -> None:
        pass

    def show(self, situation: Situation, now: int) -> None:
        pass


class Running:
    """A loop in a thread of its own, ready to film."""

    def __init__(self, limits: Limits) -> None:
        self.events = EventQueue()
        self.actions = Recording(self.events)
        self.loop = Loop(limits, self.events, self.actions)
        self.thread = threading.Thread(target=self.loop.run)
        self.thread.start()
        self.events.post(DevicesReady())
        self.loop.settle()

    def close(self) -> None:
        self.loop.close()
        self.thread.join(60)
        assert not self.thread.is_alive()


@contextmanager
def _running(limits: Limits | None = None) -> Iterator[Running]:
    box = Running(limits or Limits())
    try:
        yield box
    finally:
        box.close()


@pytest.fixture
def box() -> Iterator[Running]:
    with _running() as box:
        yield box


def test_start_answers_with_the_first_frame_and_stop_with_the_seal(box: Running) -> None:
    box.loop.ask(Start(5))
    assert (box.loop.situation.state, box.loop.situation.zero) == ("filming", 6)
    box.loop.ask(Stop(9))
    assert box.actions.did == [("begin", 5), EndFilm(9, "stopped")]
    box.loop.settle()
    assert box.loop.situation.state == "ready"


def test_what_cannot_be_done_is_refused_with_a_sentence(box: Running) -> None:
    with pytest.raises(Refused, match="not filming"):
        box.loop.ask(Stop(1))
    with pytest.raises(Refused, match="not filming"):
        box.loop.ask(Tap(1, "phone"))
    assert box.actions.did == []


def test_marks_are_placed_before_the_film_that_they_belong_to_ends(box: Running) -> None:
    box.loop.ask(Start(5))
    for n in range(20):
        box.events.post(Press(10 + n))
    box.loop.ask(Stop(50))
    placed = [PlaceMark(Tap(10 + n, "button"), 4 + n) for n in range(20)]
    assert box.actions.did[1:] == [*placed, EndFilm(50, "stopped")]


def test_a_mark_that_cannot_be_sealed_is_an_error_for_the_one_who_asked(box: Running) -> None:
    box.loop.ask(Start(5))
    box.actions.failing = True
    with pytest.raises(Refused, match="no"):
        box.loop.ask(Tap(7, "phone"))
    box.actions.failing = False


def test_a_mark_by_the_button_that_cannot_be_sealed_ends_nothing(box: Running) -> None:
    box.loop.ask(Start(5))
    box.actions.failing = True
    box.events.post(Press(7))
    box.loop.settle()
    box.actions.failing = False
    assert isinstance(box.actions.did[-1], PlaceMark)
    assert box.loop.situation.state == "filming"


def test_what_nobody_confirms_by_the_button_is_refused() -> None:
    with _running(Limits(confirmation=0.3)) as box, pytest.raises(Refused, match="button"):
        box.loop.ask(AskConfirmation(time.monotonic_ns()))


def test_a_start_whose_film_ends_before_a_frame_is_an_error(box: Running) -> None:
    box.actions.sees = False
    with ThreadPoolExecutor(1) as asker:
        start = asker.submit(box.loop.ask, Start(5))
        assert box.actions.begun.wait(60)
        box.events.post(AlarmRaised(CAMERA))
        with pytest.raises(DeviceFault, match="before its first picture"):
            start.result(60)
    box.loop.settle()
    assert box.loop.situation.state == "fault"


def test_a_film_that_cannot_begin_is_a_fault_not_a_crash(box: Running) -> None:
    box.actions.failing = True
    with pytest.raises(DeviceFault):
        box.loop.ask(Start(5))
    box.loop.settle()
    assert box.loop.situation.fault is not None
    assert "No space left" in box.loop.situation.fault.message


def test_closing_seals_the_film_that_is_being_made() -> None:
    with _running() as box:
        box.loop.ask(Start(5))
    assert [type(did) for did in box.actions.did] == [tuple, EndFilm]
