"""The visit's loop: who asks gets an answer, in the order of asking, and closing seals a film that is being made."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.errors import DeviceFault, Refused
from appliance.recorder.events import (
    Alarm,
    DevicesReady,
    EndFilm,
    Fault,
    FirstFrame,
    Limits,
    Mark,
    Press,
    Situation,
    Start,
    Stop,
    Undo,
)
from appliance.recorder.loop import Loop

CAMERA = Alarm("camera-missing", "The camera was not found.")


class Recording:
    """Hands that write down what they were told, and answer like a camera at once."""

    def __init__(self, visit: Loop) -> None:
        self.visit = visit
        self.did: list[object] = []
        self.sees = True
        self.failing = False
        self.roomy = True

    def begin(self, at: int) -> None:
        if self.failing:
            raise OSError(28, "No space left on device")
        self.did.append(("begin", at))
        if self.sees:
            self.visit.post(FirstFrame(at + 1))

    def end(self, effect: EndFilm) -> None:
        self.did.append(effect)

    def place(self, mark: Mark | Undo) -> object:
        self.did.append(mark)
        if self.failing:
            raise Refused("no")
        return mark

    def room(self) -> float:
        return 10_000.0 if self.roomy else 0.0

    def tend(self, now: int, situation: Situation) -> None:
        pass

    def show(self, situation: Situation, now: int) -> None:
        pass


@pytest.fixture
def visit() -> Loop:
    return Loop(Limits())


@pytest.fixture
def hands(visit: Loop) -> Iterator[Recording]:
    hands = Recording(visit)
    loop = threading.Thread(target=visit.run, args=(hands,))
    loop.start()
    visit.post(DevicesReady())
    visit.settle()
    yield hands
    visit.close()
    loop.join(10)
    assert not loop.is_alive()


def test_start_answers_with_the_first_picture_and_stop_with_the_seal(visit: Loop, hands: Recording) -> None:
    visit.ask(Start(5))
    assert (visit.situation.state, visit.situation.zero) == ("filming", 6)
    visit.ask(Stop(9))
    assert hands.did == [("begin", 5), EndFilm(9, "stopped")]
    visit.settle()
    assert visit.situation.state == "ready"


def test_what_cannot_be_done_is_refused_with_a_sentence(visit: Loop, hands: Recording) -> None:
    with pytest.raises(Refused, match="not filming"):
        visit.ask(Stop(1))
    with pytest.raises(Refused, match="not filming"):
        visit.ask(Mark(1, "phone"))
    assert hands.did == []


def test_marks_are_placed_before_the_film_that_they_belong_to_ends(visit: Loop, hands: Recording) -> None:
    visit.ask(Start(5))
    marks = [Mark(10 + n, "button") for n in range(20)]
    for mark in marks:
        visit.post(Press(mark.at))
    visit.ask(Stop(50))
    assert hands.did[1:] == [*marks, EndFilm(50, "stopped")]


def test_a_mark_that_cannot_be_sealed_tells_the_one_who_asked(visit: Loop, hands: Recording) -> None:
    visit.ask(Start(5))
    hands.failing = True
    with pytest.raises(Refused, match="no"):
        visit.ask(Mark(7, "phone"))
    hands.failing = False


def test_a_start_whose_film_ends_before_a_picture_is_told(visit: Loop, hands: Recording) -> None:
    hands.sees = False
    with ThreadPoolExecutor(1) as asker:
        start = asker.submit(visit.ask, Start(5))
        while visit.situation.state != "filming":
            pass
        visit.post(Fault(CAMERA))
        with pytest.raises(DeviceFault, match="before its first picture"):
            start.result(5)
    visit.settle()
    assert visit.situation.state == "fault"


def test_a_film_that_cannot_begin_is_a_fault_not_a_crash(visit: Loop, hands: Recording) -> None:
    hands.failing = True
    with pytest.raises(DeviceFault):
        visit.ask(Start(5))
    visit.settle()
    assert visit.situation.fault is not None
    assert "No space left" in visit.situation.fault.message


def test_closing_seals_the_film_that_is_being_made() -> None:
    visit = Loop(Limits())
    hands = Recording(visit)
    loop = threading.Thread(target=visit.run, args=(hands,))
    loop.start()
    visit.post(DevicesReady())
    visit.ask(Start(5))
    visit.close()
    loop.join(10)
    assert not loop.is_alive()
    assert [type(did) for did in hands.did] == [tuple, EndFilm]
