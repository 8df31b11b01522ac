"""While filming Mark and Stop never move by a pixel, at any size of phone and text, and all there is can be reached."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsing import phone, violations
from tests.support.spoken import heard
from tests.support.standin import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = {"small": (320, 568), "usual": (390, 844), "landscape": (844, 390)}
TEXTS = (100, 130, 200)
NOTICE = {"code": "microphone-missing", "message": "No sound from the microphone. Check its plug, then its cable."}
Places = dict[str, dict[str, float]]


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[request.param]


@pytest.fixture(params=TEXTS)
def page(
    browser: Browser, shared: tuple[str, StandIn], size: tuple[int, int], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A film that runs, at this size of phone and text; every other one in the dark and with less motion."""
    address, standin = shared
    standin.renew()
    with standin.changing() as world:
        world.post("/start", {})
        world.began -= 595
    odd = (size[0] + request.param) % 20 == 0
    look: dict[str, Any] = {"color_scheme": "dark" if odd else "light", "reduced_motion": "reduce" if odd else None}
    with phone(browser, address, viewport={"width": size[0], "height": size[1]}, **look) as page:
        page.goto("/")
        page.evaluate(f"document.documentElement.style.fontSize = '{request.param}%'")
        expect(page.locator("[data-picture]")).not_to_be_empty()
        yield page


def places(page: Page) -> Places:
    return {name: page.locator(name).bounding_box() or {} for name in ("#mark", ".stop button")}  # type: ignore[misc]


def at(page: Page, size: tuple[int, int], text: int, place: str) -> dict[str, float]:
    """Where this lies, in this size of phone and text."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(f"document.documentElement.style.fontSize = '{text}%'")
    return page.locator(place).bounding_box() or {}  # type: ignore[return-value]


def test_mark_and_stop_never_move(page: Page, shared: tuple[str, StandIn], size: tuple[int, int]) -> None:
    standin = shared[1]
    before = places(page)
    expect(page.locator("[data-picture]")).to_be_in_viewport(ratio=0.99)
    for box in before.values():
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
        assert box["height"] >= 44
    mark, stop = before["#mark"], before[".stop button"]
    assert stop["y"] + stop["height"] <= mark["y"] or stop["x"] + stop["width"] <= mark["x"]
    page.locator("#mark").tap()
    heard(page, "Marked at", "hint")
    assert places(page) == before
    with standin.changing() as world:
        world.warnings = [NOTICE, NOTICE | {"message": "The card is too slow. Some pictures were lost."}]
        world.marks = 108
        world.placed[-1]["principle"] = "encouraging initiatives"
        world.began -= 5
    expect(page.locator(".notice").first).to_be_visible()
    expect(page.locator('[data-live="marks"]')).to_have_text("108 marks")
    assert places(page) == before
    heard(page, "^Please check: No sound from the microphone.", "urgent")
    expect(page.locator("[data-countdown]")).to_have_text("Ten minutes are over")
    page.evaluate("document.getElementById('lost').hidden = false; document.body.dataset.contact = 'lost'")
    expect(page.locator(".guess")).to_be_in_viewport(ratio=0.99)  # beside a time of ten minutes
    assert places(page) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.locator("#last summary").tap()
    assert places(page) == before


def test_start_lies_elsewhere_than_stop_did(browser: Browser, shared: tuple[str, StandIn]) -> None:
    """Whatever there is to check; and why the film ended is on the first screen."""
    standin = shared[1]
    standin.renew()
    with standin.changing() as world:
        world.post("/start", {})
        world.warnings = [NOTICE, NOTICE]
    with phone(browser, shared[0]) as page:
        page.goto("/")
        expect(page.locator("#mark")).to_be_visible()
        looks = {(size, text): at(page, size, text, ".stop button") for size in SIZES.values() for text in TEXTS}
        with standin.changing() as world:
            world.post("/stop", {})
            world.films[0] |= {"end": "fault", "cause": {"code": "camera-missing", "message": "The camera is gone."}}
        expect(page.locator(".ending")).to_be_visible()
        for (size, text), stop in looks.items():
            start = at(page, size, text, ".start")
            assert start["y"] + start["height"] <= stop["y"], (size, text, start, stop)
            why = at(page, size, text, ".ending h2")
            assert why["y"] + why["height"] <= size[1], (size, text, why)


def test_every_principle_can_be_reached(page: Page) -> None:
    page.locator("#mark").tap()
    heard(page, "Marked at", "hint")
    sheet, summary = page.locator(".last-more"), page.locator("#last summary")
    summary.tap()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(summary).to_be_focused()
    summary.tap()
    page.locator(".top .state").tap()
    expect(sheet).to_be_hidden()
    for principle in ("being attentive", "deepening discussion"):
        summary.tap()
        # Scrolls it into view first, and fails where it cannot be tapped.
        sheet.locator(f"button[value='{principle}']").tap()
        expect(sheet).to_be_hidden()
        expect(page.locator("#last [aria-pressed=true]")).to_have_attribute("value", principle)
        heard(page, "The principle has been saved.")
    assert violations(page) == []


def test_a_long_word_does_not_widen_the_page(browser: Browser, shared: tuple[str, StandIn]) -> None:
    shared[1].renew().plan["question"] = "https://example.org/" + "w" * 120
    with phone(browser, shared[0], viewport={"width": 320, "height": 568}) as page:
        page.goto("/")
        expect(page.get_by_text("example.org")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
