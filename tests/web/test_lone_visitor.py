"""Who is spared the code on a laptop's simulated box: the one visitor who asks while the window is open."""

from web.access.lone_visitor import MEMORY, LoneVisitor


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_lone_visitor_who_asks_in_the_window() -> None:
    lone = LoneVisitor(Clock())
    lone.visit("hers")
    lone.window(True)
    lone.ask("hers")
    assert lone.window(True) == "hers"
    assert lone.window(True) is None


def test_whoever_asked_before_the_window_must_press_the_code() -> None:
    lone = LoneVisitor(Clock())
    lone.ask("attacker")
    assert lone.window(True) is None


def test_with_a_second_browser_about_nobody_is_spared() -> None:
    lone = LoneVisitor(Clock())
    lone.visit("hers")
    lone.window(True)
    lone.ask("attacker")
    assert lone.window(True) is None
    lone.ask("hers")
    assert lone.window(True) is None


def test_a_visit_is_forgotten_after_a_while() -> None:
    clock = Clock()
    lone = LoneVisitor(clock)
    lone.visit("another")
    clock.now += MEMORY
    lone.window(True)
    lone.ask("hers")
    assert lone.window(True) == "hers"


def test_nobody_after_the_window_closed() -> None:
    lone = LoneVisitor(Clock())
    lone.window(True)
    lone.ask("hers")
    assert lone.window(False) is None
