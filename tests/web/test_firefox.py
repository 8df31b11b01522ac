"""The phone's page in Firefox: a box that is dead, hung or out of reach; Mark and Stop at any size of screen."""

import signal
import time
from collections.abc import Iterator

import pytest

from tests.support.firefox_phone import Visit, film, firefox, heard, text, until
from tests.support.tabs import FirefoxTab

pytestmark = [pytest.mark.browser, pytest.mark.root, pytest.mark.slow]

SIZES = ((320, 568), (390, 844), (844, 390))
TEXTS = (100, 130, 200)
DARK_AND_STILL = {"ui.systemUsesDarkTheme": 1, "ui.prefersReducedMotion": 1}
NOTICE = {"code": "microphone-missing", "message": "No sound from the microphone. Check its plug, then its cable."}
PLACES = """() => ["#mark", ".stop button"].map((place) => {
  const { x, y, width, height } = document.querySelector(place).getBoundingClientRect();
  return [x, y, width, height];
})"""


def claims_nothing(tab: FirefoxTab) -> None:
    until(lambda: "last heard" in text(tab, "#lost"))
    said = text(tab, "body")
    assert "Look at its light: red means still filming." in said
    assert [claim for claim in ("Ready to film", "goes on", "Filming has", "Picture arriving") if claim in said] == []
    assert tab.evaluate("() => document.title") == "Can't reach the box"
    grey = "() => getComputedStyle(document.querySelector('.top .lamp')).backgroundColor"
    until(lambda: tab.evaluate(grey) in ("rgba(0, 0, 0, 0)", "transparent"))


def heard_again(tab: FirefoxTab) -> None:
    until(lambda: tab.evaluate("() => document.getElementById('lost').hidden"))


@pytest.mark.parametrize("how", ["the link is down", "the pages hang", "the recorder hangs"])
def test_out_of_reach_while_filming(visit: Visit, tab: FirefoxTab, how: str) -> None:
    tab.size(390, 844)
    film(visit, tab)
    before = tab.evaluate(PLACES)
    if how == "the link is down":
        visit.network.down()
    elif how == "the pages hang":
        visit.signal(signal.SIGSTOP)
    else:
        visit.standin.pause()
    try:
        claims_nothing(tab)
        assert tab.evaluate(PLACES) == before
        assert "a guess" in text(tab, ".time")
        tab.hold(".stop button")
        until(lambda: "hold the button on the box for two seconds" in text(tab, "#wrong"))
        assert "Hold the button down" not in text(tab, "#said")
    finally:
        visit.network.up()
        visit.signal(signal.SIGCONT)
        visit.standin.resume()
    heard_again(tab)
    until(lambda: text(tab, ".top .state") == "Filming")
    time.sleep(1)
    assert visit.standin.world.state == "filming", "a stop from before is not done afterwards"


@pytest.fixture(scope="module", params=["light, with motion", "dark, without motion"])
def looks(
    request: pytest.FixtureRequest, visit: Visit, tab: FirefoxTab, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FirefoxTab, bool]]:
    dark = request.param.startswith("dark")
    if not dark:
        yield tab, False
        return
    with firefox(visit, tmp_path_factory.mktemp("dark"), DARK_AND_STILL) as made:
        yield made, True


def test_mark_and_stop_never_move_and_every_principle_can_be_reached(
    visit: Visit, looks: tuple[FirefoxTab, bool]
) -> None:
    tab, dark = looks
    for number, size in enumerate(SIZES):
        for count, percent in enumerate(TEXTS):
            if dark and number != count:
                continue
            tab.size(*size)
            film(visit, tab)
            for query in ("(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"):
                assert tab.evaluate("(query) => matchMedia(query).matches", query) is dark
            tab.evaluate("(percent) => { document.documentElement.style.fontSize = `${percent}%` }", percent)
            stays_and_reaches(visit, tab, size)


def stays_and_reaches(visit: Visit, tab: FirefoxTab, size: tuple[int, int]) -> None:
    before = tab.evaluate(PLACES)
    for x, y, width, height in before:
        assert x >= 0, (size, before)
        assert y >= 0, (size, before)
        assert x + width <= size[0] + 0.5, (size, before)
        assert y + height <= size[1] + 0.5, (size, before)
        assert height >= 44, (size, before)
    tab.click("#mark")
    heard(tab, "Marked at", "hint")
    with visit.standin.changing() as world:
        world.warnings, world.consented = [NOTICE, NOTICE], False
        world.marks = 108
        world.placed[-1]["principle"] = "encouraging initiatives"
    until(lambda: text(tab, '[data-live="marks"]') == "108 marks")
    until(lambda: "Has the family agreed" in text(tab, ".notices"))
    assert tab.evaluate(PLACES) == before
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    for principle in ("being attentive", "deepening discussion"):
        tab.click("#last summary")
        tab.click(f"#last button[value='{principle}']")  # scrolls it into view, and fails where it cannot be
        until(lambda: not tab.evaluate("() => document.getElementById('last').open"))
    assert tab.evaluate(PLACES) == before
    tab.click("#last summary")
    tab.press("Escape")
    until(lambda: not tab.evaluate("() => document.getElementById('last').open"))


def test_a_dead_box(visit: Visit, tab: FirefoxTab) -> None:
    tab.size(390, 844)
    film(visit, tab)
    visit.signal(signal.SIGKILL)
    claims_nothing(tab)
    tab.click("#mark")
    until(lambda: text(tab, ".mark-hint") == "Kept on this phone: 1")
