"""What every panel must keep: one suite for simulated and real ones.

A module of tests takes the class by inheritance, and gives it these fixtures:

    panel                a Panel, not started
    hands                `down()` and `up()` move its button, `showing()` reads its light: a colour, or None for dark

Each panel is closed by the suite.
"""

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Protocol

import pytest

from appliance.devices.protocols import Panel
from control.messages import Colour, Light, Pattern
from tests.support.inbox import PATIENCE, Inbox

SECOND = 1_000_000_000


class Hands(Protocol):
    """What a test moves and looks at."""

    def down(self) -> None: ...

    def up(self) -> None: ...

    def showing(self) -> str | None: ...


class PanelContract:
    """What a button and its light must keep."""

    @pytest.fixture
    def pushes(self, panel: Panel) -> Iterator[Inbox]:
        """What the started panel reports: `press` or `hold`, when the button went down, when it was told."""
        inbox = Inbox()
        panel.start(
            lambda down: inbox(("press", down, time.monotonic_ns())),
            lambda down: inbox(("hold", down, time.monotonic_ns())),
        )
        yield inbox
        panel.close()

    def test_a_short_push_is_one_press_from_when_it_went_down(self, pushes: Inbox, hands: Hands) -> None:
        went_down = time.monotonic_ns()
        hands.down()
        after = time.monotonic_ns()
        assert pushes.quiet(0.15)
        hands.up()
        [(name, down, _)] = pushes.take(1)
        assert name == "press"
        assert went_down - SECOND // 1000 <= down <= after + SECOND // 50
        assert pushes.quiet(0.2)

    def test_two_seconds_are_a_hold_and_not_also_a_press(self, pushes: Inbox, hands: Hands) -> None:
        hands.down()
        [(name, down, told)] = pushes.take(1)
        hands.up()
        assert name == "hold"
        assert 2 * SECOND <= told - down < 2.5 * SECOND
        assert pushes.quiet(0.3)

    def test_just_under_two_seconds_is_a_press(self, pushes: Inbox, hands: Hands) -> None:
        hands.down()
        assert pushes.quiet(1.7)
        hands.up()
        [(name, _, _)] = pushes.take(1)
        assert name == "press"

    def test_each_push_is_told(self, pushes: Inbox, hands: Hands) -> None:
        for number in range(5):
            hands.down()
            assert pushes.quiet(0.06)
            hands.up()
            pushes.take(number + 1)
        downs = [down for _, down, _ in pushes.take(5)]
        assert all(earlier < later for earlier, later in pairwise(downs))
        assert pushes.quiet(0.2)

    @pytest.mark.parametrize("colour", ["amber", "green", "red", "blue"])
    def test_shows_each_colour(self, panel: Panel, pushes: Inbox, hands: Hands, colour: Colour) -> None:
        panel.show(Light(colour))
        assert _seen(hands, 0.3) == {colour}

    @pytest.mark.parametrize(("pattern", "hertz"), [("slow blink", 0.5), ("blink", 1), ("fast blink", 4)])
    def test_blinks(self, panel: Panel, pushes: Inbox, hands: Hands, pattern: Pattern, hertz: float) -> None:
        panel.show(Light("red", pattern))
        assert _seen(hands, 1.2 / hertz) == {"red", None}
        halves = [later - earlier for earlier, later in pairwise(_edges(hands, 2 * max(1, int(hertz))))]
        assert median(halves) == pytest.approx(SECOND / hertz / 2, rel=0.25)

    def test_goes_dark_at_close(self, panel: Panel, pushes: Inbox, hands: Hands) -> None:
        panel.show(Light("green"))
        assert _seen(hands, 0.1) == {"green"}
        panel.close()
        assert _seen(hands, 0.1) == {None}
        panel.close()

    def test_nothing_is_told_after_close(self, panel: Panel, pushes: Inbox, hands: Hands) -> None:
        hands.down()
        panel.close()
        assert pushes.quiet(0.3)
        assert pushes.items == []

    def test_starts_again_after_close(self, panel: Panel, pushes: Inbox, hands: Hands) -> None:
        panel.close()
        again = Inbox()
        panel.start(again, again)
        hands.down()
        assert again.quiet(0.1)
        hands.up()
        again.take(1)
        assert pushes.items == []


def _seen(hands: Hands, seconds: float) -> set[str | None]:
    """What the light shows in the time to come, a few milliseconds after it was told."""
    threading.Event().wait(0.03)
    seen: set[str | None] = set()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        seen.add(hands.showing())
        threading.Event().wait(0.005)
    return seen


def _edges(hands: Hands, number: int) -> list[int]:
    """When the light changes next, `number` times."""
    edges: list[int] = []
    last = hands.showing()
    until = time.monotonic() + PATIENCE
    while len(edges) < number and time.monotonic() < until:
        now = hands.showing()
        if now != last:
            edges.append(time.monotonic_ns())
            last = now
        threading.Event().wait(0.002)
    return edges
