"""What a hand does while filming, in every look and both browsers: Mark and Stop stay in place, and all answers."""

from itertools import product

import pytest

from tests.support.firefox_phone import text, until
from tests.support.world import World
from tests.web.looks.conftest import Phone
from tests.web.looks.look import SIZES, TEXTS, Look, appear, gathered, looks, out_of_view, wrong

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(1800)]
NOTICE = {"code": "microphone-missing", "message": "No sound from the microphone. Check its plug, then its cable."}
PLACES = """() => ["#mark", ".stop button"].map((place) => {
  const { x, y, width, height } = document.querySelector(place).getBoundingClientRect();
  return [x, y, width, height];
})"""
WATCH = """() => {
  window.filled = [];
  window.tapped = false;
  setInterval(() => {
    const held = document.querySelector(".stop .holding");
    if (held) window.filled.push(parseFloat(getComputedStyle(held).backgroundSize));
    const start = document.querySelector(".start");
    if (!start || window.tapped || !("resting" in document.body.dataset)) return;
    const { x, y, width, height } = start.getBoundingClientRect();
    window.tapped = [x, y, width, height];
    start.click();
    window.told = document.getElementById("said").textContent;
  }, 50);
}"""
"""Notes how far the button fills while it is held, and taps Start as soon as it is there."""
ROLES = "() => ['heard', 'urgent', 'said', 'wrong'].map((id) => document.getElementById(id).getAttribute('role'))"


def nearly_ten(world: World) -> None:
    world.post("/start", {})
    world.began -= 595


def film(on: Phone) -> None:
    on.show("/", nearly_ten)
    until(lambda: text(on.tab, "[data-picture]") != "")


def calm(on: Phone) -> None:
    """As at the beginning, with a mark."""
    with on.standin.changing() as world:
        world.warnings, world.consented, world.marks = [], True, 1
    until(lambda: text(on.tab, '[data-live="marks"]') == "1 mark" and text(on.tab, ".notices") == "")


def test_mark_and_stop_never_move(on: Phone) -> None:
    film(on)
    calm(on)
    found = []
    for look in looks(on.tab):
        found += out_of_view(on.tab, look, "#mark", ".stop button", ".time", "[data-picture]", "#last summary")
        before = on.tab.evaluate(PLACES)
        found += [f"{look}: small" for *_, height in before if height < 44]
        on.tab.click("#mark")
        until(lambda: text(on.tab, '[data-live="marks"]') == "2 marks")
        with on.standin.changing() as world:
            world.warnings, world.consented, world.marks = [NOTICE, NOTICE], False, 108
            world.placed[-1]["principle"] = "encouraging initiatives"
        until(lambda: text(on.tab, '[data-live="marks"]') == "108 marks" and "agreed" in text(on.tab, ".notices"))
        found += [f"{look}: moved by what is said"] if on.tab.evaluate(PLACES) != before else []
        found += wrong(on.tab, look)
        on.tab.click("#last summary")
        found += [f"{look}: moved by the sheet"] if on.tab.evaluate(PLACES) != before else []
        on.tab.press("Escape")
        calm(on)
        found += [f"{look}: moved"] if on.tab.evaluate(PLACES) != before else []
    assert gathered(found) == {}


def test_every_principle_is_reached_and_undone(on: Phone) -> None:
    film(on)
    calm(on)
    found = []
    for look in looks(on.tab):
        on.tab.click("#last summary")
        for number, principle in enumerate(("being attentive", "deepening discussion")):
            if number:
                on.tab.click("#last summary")
            on.tab.click(f"#last button[value='{principle}']")  # scrolls it into view, and fails where it cannot be
            until(lambda: not on.tab.evaluate("() => document.getElementById('last').open"))
            pressed = on.tab.evaluate("() => document.querySelector('#last [aria-pressed=true]').value")
            found += [f"{look}: {pressed} is told as chosen"] if pressed != principle else []
        on.tab.click("#last summary")
        on.tab.click(".top .state")
        until(lambda: not on.tab.evaluate("() => document.getElementById('last').open"))
        on.tab.click("#last summary")
        on.tab.click("#last .undo")
        until(lambda: text(on.tab, '[data-live="marks"]') == "No marks yet")
        calm(on)
    assert gathered(found) == {}


def test_a_stop_that_does_not_reach_the_box(on: Phone) -> None:
    film(on)
    on.standin.pause()
    on.reads("#lost", "last heard")
    found = []
    for look in looks(on.tab):
        on.tab.hold(".stop button")
        on.reads("#wrong", "hold the button on the box for two seconds")
        found += out_of_view(on.tab, look, "#wrong")
        found += [f"{look}: a false hint"] if "Hold the button" in text(on.tab, "#said") else []
        on.tab.evaluate("() => { document.getElementById('wrong').textContent = '' }")
    assert gathered(found) == {}
    on.standin.resume()
    until(lambda: on.tab.evaluate("() => document.getElementById('lost').hidden"))
    until(lambda: text(on.tab, ".top .state") == "Filming")
    assert on.standin.world.state == "filming", "a stop from before is not done afterwards"


def overlap(one: list[float], other: list[float]) -> bool:
    return all(one[n] < other[n] + other[n + 2] and other[n] < one[n] + one[n + 2] for n in (0, 1))


@pytest.mark.parametrize("still", [False, True], ids=["with motion", "without"])
def test_how_long_to_hold_is_seen_and_start_sleeps_elsewhere(on: Phone, still: bool) -> None:
    found = []
    for number, (size, percent) in enumerate(product(SIZES, TEXTS)):
        film(on)
        look = Look(*size, percent, dark=bool(number % 2), still=still)
        appear(on.tab, look)
        with on.standin.changing() as world:
            world.warnings = [NOTICE, NOTICE]
        until(lambda: text(on.tab, ".notices") != "")
        stop = on.tab.evaluate(PLACES)[1]
        assert on.tab.evaluate(ROLES) == ["status", "alert", "status", "alert"]
        on.tab.evaluate(WATCH)
        on.tab.hold(".stop button")
        until(lambda: on.tab.evaluate("() => window.tapped"))
        filled, start, told = on.tab.evaluate("() => [window.filled, window.tapped, window.told]")
        found += [f"{look}: Start says {told}"] if told != "A film has just ended. Wait a moment, then start." else []
        found += [f"{look}: filled at once: {filled}"] if not any(0 < each < 90 for each in filled) else []
        found += [f"{look}: Start lies where Stop was"] if overlap(stop, start) else []
        assert on.standin.world.state == "ready"
    assert gathered(found) == {}
