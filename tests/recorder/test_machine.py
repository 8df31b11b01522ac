"""The state machine beyond its table: what its effects say, and whatever happens, films begin and end in turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from appliance.recorder.events import (
    AlarmCleared,
    AlarmRaised,
    Amend,
    AskConfirmation,
    BeginFilm,
    Confirmed,
    DevicesReady,
    EndFilm,
    Event,
    FirstFrame,
    Hold,
    NotConfirmed,
    Paired,
    PlaceMark,
    Press,
    Refuse,
    Sealed,
    Start,
    Stop,
    Tap,
    Tick,
)
from appliance.recorder.light import light
from appliance.recorder.machine import NO_ROOM, step
from appliance.recorder.pairing import Window
from appliance.recorder.situation import SECOND, Situation
from control.messages import Light
from tests.support.situations import (
    CAMERA,
    FAULT,
    FILMING,
    LIMITS,
    MICROPHONE,
    NAME,
    NOW,
    PLENTY,
    READY,
    SEALING,
    UNDO,
)


@pytest.mark.parametrize(
    ("event", "effect"),
    [
        (Hold(NOW), EndFilm(NOW, "stopped")),
        (Stop(NOW), EndFilm(NOW, "stopped")),
        (AlarmRaised(CAMERA), EndFilm(None, "fault", CAMERA)),
        (Tick(NOW, 10.0), EndFilm(NOW, "space")),
        (Tick(NOW + 900 * SECOND, PLENTY), EndFilm(NOW + 900 * SECOND, "limit")),
    ],
)
def test_a_film_says_why_it_ended(event: Event, effect: EndFilm) -> None:
    assert step(FILMING, event, LIMITS)[1] == [effect]


def test_a_press_marks_the_moment_the_button_went_down() -> None:
    assert step(FILMING, Press(NOW - 1), LIMITS)[1] == [PlaceMark(Tap(NOW - 1, "button"), 5 * SECOND - 1)]


@pytest.mark.parametrize(
    ("situation", "at", "film_time"),
    [
        (FILMING, NOW, 5 * SECOND),
        (FILMING, NOW - 6 * SECOND, 0),  # touched before the first frame
        (replace(FILMING, zero=None), NOW, 0),  # no frame yet
    ],
)
def test_a_mark_lies_on_the_films_timeline(situation: Situation, at: int, film_time: int) -> None:
    tap = Tap(at, "phone")
    assert step(situation, tap, LIMITS)[1] == [PlaceMark(tap, film_time)]


def test_pairing_ends_with_the_film_the_hold_the_time_and_a_fault() -> None:
    opened, _ = step(READY, Hold(NOW), LIMITS)
    assert opened.pairing == Window(NOW + 60 * SECOND)
    for event in (Start(NOW), Hold(NOW), Tick(NOW + 60 * SECOND, PLENTY), AlarmRaised(CAMERA)):
        assert step(opened, event, LIMITS)[0].pairing is None


def test_a_full_card_is_a_fault_until_there_is_room() -> None:
    full, _ = step(READY, Tick(NOW, LIMITS.room_to_start - 1), LIMITS)
    assert full.fault == NO_ROOM
    assert step(full, Tick(NOW, LIMITS.room_to_start), LIMITS)[0] == READY


def test_a_refusal_in_fault_says_which() -> None:
    assert step(FAULT, Start(NOW), LIMITS)[1] == [Refuse("The box cannot film. The camera was not found.")]


def test_a_fault_that_came_while_sealing_shows_afterwards() -> None:
    after, _ = step(SEALING, AlarmRaised(CAMERA), LIMITS)
    assert step(after, Sealed(), LIMITS)[0] == FAULT


@pytest.mark.parametrize("situation", [READY, FAULT])
def test_a_press_within_half_a_minute_confirms(situation: Situation) -> None:
    asking, _ = step(situation, AskConfirmation(NOW), LIMITS)
    assert light(asking, NOW, LIMITS) == Light("blue", "fast blink")
    assert isinstance(step(asking, AskConfirmation(NOW), LIMITS)[1][0], Refuse), "one at a time"
    after, effects = step(asking, Press(NOW + 29 * SECOND), LIMITS)
    assert (after, effects) == (situation, [Confirmed()])
    assert step(asking, Tick(NOW + 29 * SECOND, PLENTY), LIMITS)[1] == []
    assert step(asking, Tick(NOW + 30 * SECOND, PLENTY), LIMITS) == (situation, [NotConfirmed()])
    assert step(asking, Hold(NOW + SECOND), LIMITS) == (situation, [NotConfirmed()])


def test_a_film_that_begins_takes_the_button_back() -> None:
    asking, _ = step(READY, AskConfirmation(NOW), LIMITS)
    filming, effects = step(asking, Start(NOW), LIMITS)
    assert effects == [NotConfirmed(), BeginFilm(NOW)]
    assert step(filming, Press(NOW), LIMITS)[1] == [PlaceMark(Tap(NOW, "button"), 0)]


TIMES = st.integers(0, 2_000 * SECOND)
EVENTS = st.one_of(
    st.just(DevicesReady()),
    st.just(Sealed()),
    st.builds(Press, TIMES),
    st.builds(Hold, TIMES),
    st.builds(Start, TIMES),
    st.builds(AskConfirmation, TIMES),
    st.builds(Paired, st.sampled_from(["1", "11"]), TIMES),
    st.builds(Stop, TIMES),
    st.builds(Tap, TIMES, st.just("phone")),
    st.just(UNDO),
    st.just(NAME),
    st.builds(FirstFrame, TIMES),
    st.builds(Tick, TIMES, st.floats(0, PLENTY)),
    st.builds(AlarmRaised, st.sampled_from([CAMERA, MICROPHONE])),
    st.builds(AlarmCleared, st.sampled_from([CAMERA.code, MICROPHONE.code])),
)


@given(st.lists(EVENTS, max_size=60))
def test_whatever_happens_films_begin_and_end_in_turn(events: list[Event]) -> None:
    situation, open_film = Situation(), False
    for event in events:
        before = situation
        situation, effects = step(situation, event, LIMITS)
        for effect in effects:
            if isinstance(effect, BeginFilm):
                assert not open_film
                open_film = True
            if isinstance(effect, EndFilm):
                assert open_film
                open_film = False
            if isinstance(effect, PlaceMark | Amend):
                assert open_film
        assert (situation.state == "filming") == open_film
        assert (situation.state == "fault") <= (situation.fault is not None)
        assert situation.state != "ready" or situation.fault is None
        if before.state == "starting":
            assert situation.state in ("starting", "ready", "fault")
