"""A push is a press or a hold, never both, however the contacts bounce."""

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from appliance.devices.debounce import GLITCH, HOLD, SETTLE, Push

MS = 1_000_000


def findings(*edges: tuple[bool, int]) -> list[tuple[Literal["press", "hold"], int, int]]:
    """What a panel would tell that looks exactly when it should; edges are (down?, time)."""
    push, found = Push(), []

    def look(now: int) -> None:
        result = push.look(now)
        if result:
            found.append((*result, now))

    for down, time in edges:
        while (due := push.due()) is not None and due <= time:
            look(due)
        look(time)
        push.edge(down, time)
    while (due := push.due()) is not None:
        look(due)
    return found


def test_a_press_is_told_once_the_button_stays_up() -> None:
    assert findings((True, 5 * MS), (False, 105 * MS)) == [("press", 5 * MS, 105 * MS + SETTLE)]


def test_a_hold_is_told_at_two_seconds() -> None:
    assert findings((True, 7), (False, 9 * HOLD)) == [("hold", 7, 7 + HOLD)]


def test_one_nanosecond_parts_press_and_hold() -> None:
    assert [name for name, _, _ in findings((True, 0), (False, HOLD - 1))] == ["press"]
    assert [name for name, _, _ in findings((True, 0), (False, HOLD))] == ["hold"]


def test_a_glitch_is_no_push() -> None:
    assert findings((True, 0), (False, GLITCH - 1)) == []
    assert [name for name, _, _ in findings((True, 0), (False, GLITCH))] == ["press"]


def test_a_bounce_does_not_begin_a_hold_anew() -> None:
    edges = [(True, 0), (False, 1500 * MS), (True, 1501 * MS), (False, 2100 * MS)]
    assert findings(*edges) == [("hold", 0, HOLD)]


def test_a_button_that_was_down_at_the_start_says_nothing_when_it_comes_up() -> None:
    assert findings((False, 100 * MS)) == []


Bounce = list[tuple[int, int]]
bounce = st.lists(st.tuples(st.integers(1, 2 * MS), st.integers(1, 2 * MS)), max_size=4)
gesture = st.tuples(
    st.integers(20, 4000).map(lambda ms: ms * MS), st.integers(31, 3000).map(lambda ms: ms * MS), bounce, bounce
)


@given(st.lists(gesture, min_size=1, max_size=6))
def test_every_push_is_told_exactly_once(gestures: list[tuple[int, int, Bounce, Bounce]]) -> None:
    edges: list[tuple[bool, int]] = []
    expected, now = [], 0
    for length, pause, going_down, coming_up in gestures:
        start = now
        for down, up in going_down:
            edges += [(True, now), (False, now + down)]
            now += down + up
        edges.append((True, now))
        now = max(start + length, now + 1)
        for up, down in coming_up:
            edges += [(False, now), (True, now + up)]
            now += up + down
        edges.append((False, now))
        expected.append(("hold" if now - start >= HOLD else "press", start))
        now += pause
    assert [(name, down) for name, down, _ in findings(*edges)] == expected
