"""The state machine against the table "The button and the light": every state, every event."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.devices.protocols import Light
from appliance.events import (
    SECOND,
    BeginFilm,
    ClosePairing,
    DevicesReady,
    EndFilm,
    Event,
    Fault,
    FirstPicture,
    Hold,
    Limits,
    Mark,
    Mended,
    Name,
    OpenPairing,
    Paired,
    PlaceMark,
    Press,
    Refuse,
    Sealed,
    Situation,
    Start,
    Stop,
    Tick,
    Trouble,
    Undo,
)
from appliance.light import light
from appliance.recorder import NO_ROOM, step

LIMITS = Limits()
NOW = 100 * SECOND
PLENTY = 10_000.0
CAMERA = Trouble("camera-missing", "The camera was not found.")
MICROPHONE = Trouble("microphone-missing", "No sound.", prevents=False)

STARTING = Situation()
READY = Situation("ready")
PAIRING = Situation("ready", pairing_until=NOW + 30 * SECOND)
FILMING = Situation("filming", began=NOW - 5 * SECOND, zero=NOW - 5 * SECOND)
SEALING = replace(FILMING, state="sealing")
FAULT = Situation("fault", (CAMERA,))
MARK = Mark(NOW, "phone", "guiding", None)
NAME = Name("00112233445566aa", "guiding")
UNDO = Undo("00112233445566aa")

TABLE = {
    # (situation, event): (next state, kinds of effects)
    ("starting", DevicesReady()): ("ready", []),
    ("starting", Press(NOW)): ("starting", []),
    ("starting", Hold(NOW)): ("starting", []),
    ("starting", Start(NOW)): ("starting", [Refuse]),
    ("starting", Paired()): ("starting", [Refuse]),
    ("starting", Stop(NOW)): ("starting", [Refuse]),
    ("starting", MARK): ("starting", [Refuse]),
    ("starting", NAME): ("starting", [Refuse]),
    ("starting", UNDO): ("starting", [Refuse]),
    ("starting", Fault(CAMERA)): ("starting", []),
    ("starting", Tick(NOW, PLENTY)): ("starting", []),
    ("starting", FirstPicture(NOW)): ("starting", []),
    ("starting", Sealed()): ("starting", []),
    ("starting", Mended("camera-missing")): ("starting", []),
    ("ready", DevicesReady()): ("ready", []),
    ("ready", Press(NOW)): ("filming", [BeginFilm]),
    ("ready", Hold(NOW)): ("ready", [OpenPairing]),
    ("ready", Start(NOW)): ("filming", [BeginFilm]),
    ("ready", Paired()): ("ready", [Refuse]),
    ("ready", Stop(NOW)): ("ready", [Refuse]),
    ("ready", MARK): ("ready", [Refuse]),
    ("ready", NAME): ("ready", [Refuse]),
    ("ready", UNDO): ("ready", [Refuse]),
    ("ready", Fault(CAMERA)): ("fault", []),
    ("ready", Fault(MICROPHONE)): ("ready", []),
    ("ready", Tick(NOW, PLENTY)): ("ready", []),
    ("ready", Tick(NOW, 1.0)): ("fault", []),
    ("ready", FirstPicture(NOW)): ("ready", []),
    ("ready", Sealed()): ("ready", []),
    ("ready", Mended("camera-missing")): ("ready", []),
    ("pairing", DevicesReady()): ("ready", []),
    ("pairing", Press(NOW)): ("filming", [ClosePairing, BeginFilm]),
    ("pairing", Hold(NOW)): ("ready", [OpenPairing]),
    ("pairing", Start(NOW)): ("filming", [ClosePairing, BeginFilm]),
    ("pairing", Paired()): ("ready", [ClosePairing]),
    ("pairing", Stop(NOW)): ("ready", [Refuse]),
    ("pairing", MARK): ("ready", [Refuse]),
    ("pairing", NAME): ("ready", [Refuse]),
    ("pairing", UNDO): ("ready", [Refuse]),
    ("pairing", Fault(CAMERA)): ("fault", [ClosePairing]),
    ("pairing", Tick(NOW, PLENTY)): ("ready", []),
    ("pairing", Tick(NOW + 31 * SECOND, PLENTY)): ("ready", [ClosePairing]),
    ("pairing", FirstPicture(NOW)): ("ready", []),
    ("pairing", Sealed()): ("ready", []),
    ("pairing", Mended("camera-missing")): ("ready", []),
    ("filming", DevicesReady()): ("filming", []),
    ("filming", Press(NOW)): ("filming", [PlaceMark]),
    ("filming", Hold(NOW)): ("sealing", [EndFilm]),
    ("filming", Start(NOW)): ("filming", [Refuse]),
    ("filming", Paired()): ("filming", [Refuse]),
    ("filming", Stop(NOW)): ("sealing", [EndFilm]),
    ("filming", MARK): ("filming", [PlaceMark]),
    ("filming", NAME): ("filming", [PlaceMark]),
    ("filming", UNDO): ("filming", [PlaceMark]),
    ("filming", Fault(CAMERA)): ("sealing", [EndFilm]),
    ("filming", Fault(MICROPHONE)): ("filming", []),
    ("filming", Tick(NOW, PLENTY)): ("filming", []),
    ("filming", Tick(NOW, 10.0)): ("sealing", [EndFilm]),
    ("filming", Tick(NOW + 900 * SECOND, PLENTY)): ("sealing", [EndFilm]),
    ("filming", FirstPicture(NOW)): ("filming", []),
    ("filming", Sealed()): ("filming", []),
    ("filming", Mended("camera-missing")): ("filming", []),
    ("sealing", DevicesReady()): ("sealing", []),
    ("sealing", Press(NOW)): ("sealing", []),
    ("sealing", Hold(NOW)): ("sealing", []),
    ("sealing", Start(NOW)): ("sealing", [Refuse]),
    ("sealing", Paired()): ("sealing", [Refuse]),
    ("sealing", Stop(NOW)): ("sealing", [Refuse]),
    ("sealing", MARK): ("sealing", [Refuse]),
    ("sealing", NAME): ("sealing", [Refuse]),
    ("sealing", UNDO): ("sealing", [Refuse]),
    ("sealing", Fault(CAMERA)): ("sealing", []),
    ("sealing", Tick(NOW, PLENTY)): ("sealing", []),
    ("sealing", FirstPicture(NOW)): ("sealing", []),
    ("sealing", Sealed()): ("ready", []),
    ("sealing", Mended("camera-missing")): ("sealing", []),
    ("fault", DevicesReady()): ("fault", []),
    ("fault", Press(NOW)): ("fault", []),
    ("fault", Hold(NOW)): ("fault", []),
    ("fault", Start(NOW)): ("fault", [Refuse]),
    ("fault", Paired()): ("fault", [Refuse]),
    ("fault", Stop(NOW)): ("fault", [Refuse]),
    ("fault", MARK): ("fault", [Refuse]),
    ("fault", NAME): ("fault", [Refuse]),
    ("fault", UNDO): ("fault", [Refuse]),
    ("fault", Fault(MICROPHONE)): ("fault", []),
    ("fault", Tick(NOW, PLENTY)): ("fault", []),
    ("fault", FirstPicture(NOW)): ("fault", []),
    ("fault", Sealed()): ("fault", []),
    ("fault", Mended("camera-missing")): ("ready", []),
}
SITUATIONS = {
    "starting": STARTING,
    "ready": READY,
    "pairing": PAIRING,
    "filming": FILMING,
    "sealing": SEALING,
    "fault": FAULT,
}


@pytest.mark.parametrize(("case", "outcome"), TABLE.items(), ids=lambda v: "-".join(map(str, v))[:80])
def test_every_row_of_the_table(case: tuple[str, Event], outcome: tuple[str, list[type]]) -> None:
    after, effects = step(SITUATIONS[case[0]], case[1], LIMITS)
    assert (after.state, [type(e) for e in effects]) == outcome


def test_the_table_names_every_event_in_every_state() -> None:
    kinds = {type(e) for _, e in TABLE}
    assert kinds == set(Event.__args__)  # type: ignore[attr-defined]
    for name in SITUATIONS:
        assert {type(e) for n, e in TABLE if n == name} == kinds, name


@pytest.mark.parametrize(
    ("situation", "seconds", "shown"),
    [
        (STARTING, 0, Light("amber", "slow blink")),
        (READY, 0, Light("green")),
        (PAIRING, 0, Light("blue")),
        (FILMING, 5, Light("red")),
        (FILMING, 599, Light("red")),
        (FILMING, 600, Light("red", "blink")),
        (FILMING, 611, Light("red")),
        (FILMING, 839, Light("red")),
        (FILMING, 840, Light("red", "blink")),
        (replace(FILMING, room_low=True), 5, Light("red", "blink")),
        (replace(FILMING, troubles=(MICROPHONE,)), 5, Light("red", "blink")),
        (replace(READY, troubles=(MICROPHONE,)), 0, Light("green", "blink")),
        (replace(READY, troubles=(MICROPHONE,), pairing_until=NOW + SECOND), 0, Light("blue")),
        (SEALING, 5, Light("red", "fast blink")),
        (FAULT, 0, Light("amber", "slow blink")),
    ],
)
def test_the_light(situation: Situation, seconds: float, shown: Light) -> None:
    now = (situation.zero or 0) + round(seconds * SECOND)
    assert light(situation, now, LIMITS) == shown


@pytest.mark.parametrize(
    ("event", "effect"),
    [
        (Hold(NOW), EndFilm(NOW, "stopped")),
        (Stop(NOW), EndFilm(NOW, "stopped")),
        (Fault(CAMERA), EndFilm(None, "fault")),
        (Tick(NOW, 10.0), EndFilm(NOW, "space")),
        (Tick(NOW + 900 * SECOND, PLENTY), EndFilm(NOW + 900 * SECOND, "limit")),
    ],
)
def test_a_film_says_why_it_ended(event: Event, effect: EndFilm) -> None:
    assert step(FILMING, event, LIMITS)[1] == [effect]


def test_a_press_marks_the_moment_the_button_went_down() -> None:
    assert step(FILMING, Press(NOW - 1), LIMITS)[1] == [PlaceMark(Mark(NOW - 1, "button"))]


def test_a_full_card_is_a_fault_until_there_is_room() -> None:
    full, _ = step(READY, Tick(NOW, LIMITS.room_to_start - 1), LIMITS)
    assert full.fault == NO_ROOM
    assert step(full, Tick(NOW, LIMITS.room_to_start), LIMITS)[0] == READY


def test_a_refusal_in_fault_says_which() -> None:
    assert step(FAULT, Start(NOW), LIMITS)[1] == [Refuse("The box cannot film. The camera was not found.")]


def test_a_fault_that_came_while_sealing_shows_afterwards() -> None:
    after, _ = step(SEALING, Fault(CAMERA), LIMITS)
    assert step(after, Sealed(), LIMITS)[0] == FAULT


TIMES = st.integers(0, 2_000 * SECOND)
EVENTS = st.one_of(
    st.just(DevicesReady()),
    st.just(Sealed()),
    st.builds(Press, TIMES),
    st.builds(Hold, TIMES),
    st.builds(Start, TIMES),
    st.just(Paired()),
    st.builds(Stop, TIMES),
    st.builds(Mark, TIMES, st.just("phone")),
    st.just(UNDO),
    st.just(NAME),
    st.builds(FirstPicture, TIMES),
    st.builds(Tick, TIMES, st.floats(0, PLENTY)),
    st.builds(Fault, st.sampled_from([CAMERA, MICROPHONE])),
    st.builds(Mended, st.sampled_from([CAMERA.code, MICROPHONE.code])),
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
            if isinstance(effect, PlaceMark):
                assert open_film
        assert (situation.state == "filming") == open_film
        assert (situation.state == "fault") <= (situation.fault is not None)
        assert situation.state != "ready" or situation.fault is None
        if before.state == "starting":
            assert situation.state in ("starting", "ready", "fault")
