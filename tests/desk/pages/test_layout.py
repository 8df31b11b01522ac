"""From 320 pixels to a desk's width, with words as long as German's, and from right to left: nothing is wider than the
window, and axe-core finds nothing, in light and dark. And the first run by keyboard alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from desk.cases.events import AnyEvent, ConsentGiven, GoalRated, HelpingQuestion
from desk.cases.review_events import PointsAgreed
from desk.completion.plans import open_erasures
from desk.completion.steps import begin_case, go_on
from desk.keyring.backups import back_up
from desk.unlocked import Desk
from tests.support.browsing import chromium, violations
from tests.support.cycle_cases import begun, clip, film, whole
from tests.support.desk_pages import PASSPHRASE, context_of, made_up, serving
from tests.support.desks import filmed
from tests.support.reviewing import desk_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE, ENDS = "K-17", "E-1"
LONG = "https://example.org/" + "w" * 150


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    return tmp_path


def lay(folder: Path) -> None:
    """A desk with a case, and a film that waits."""
    desk = Desk.create(folder / "desk", "anna", PASSPHRASE, work_factor=4)
    desk.open_case(CODE)
    desk.append(CODE, HelpingQuestion(question=LONG))
    desk.append(CODE, HelpingQuestion(question=f"{LONG} again"))
    desk.append(CODE, ConsentGiven(consent="filming", day="2026-11-26"))  # type: ignore[arg-type]
    filmed(desk, folder / "films", code=CODE)
    for event in half_way():
        desk.append(CODE, event)
    desk.open_case(ENDS)
    back_up(desk.keys, folder / LONG.rpartition("/")[2], "another good passphrase", "2027-01-01T00:00:00Z", 4)
    go_on(desk, begin_case(desk, ENDS, ENDS))
    desk.lock()


def half_way() -> list[AnyEvent]:
    """A cycle behind it, and a review that is overdue."""
    filmed_on = date(2026, 1, 2)
    review = begun(1, filmed_on)
    agreed = PointsAgreed(review=review.id, strengths=(LONG, "You wait"), next=("Name what she does",), read_back=True)
    rated = [GoalRated(rating=n, day=date(2026, 1, n), goal="Calm") for n in (4, 7)]
    return [*whole(1, filmed_on), agreed, *rated, film(2, filmed_on), clip(2)]


def unlock(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#passphrase").fill(PASSPHRASE)
    page.keyboard.press("Enter")
    expect(page.locator(".cases")).to_be_visible()


@pytest.mark.parametrize(("locale", "stretch"), [("de", 1.7), ("ar", 1.0)], ids=["long words", "right to left"])
def test_nothing_is_wider_than_the_window(browser: Browser, folder: Path, locale: str, stretch: float) -> None:
    lay(folder)
    with serving(folder / "desk", made_up(folder / "translations", locale, stretch)) as (app, address):
        context = browser.new_context(locale=locale)
        page = context.new_page()
        unlock(page, address)
        for path in (*pages(app), "/settings"):
            page.goto(address.partition("/enter")[0] + path)
            for width, scheme in ((320, "dark"), (1440, "light")):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
                assert violations(page) == [], (path, width)
            page.set_viewport_size({"width": 1280, "height": 800})
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280, path
        assert page.evaluate("document.documentElement.dir") == ("rtl" if locale == "ar" else "ltr")
        context.close()


def pages(app: Flask) -> list[str]:
    case = f"/case/{context_of(app).aliases.of(CODE)}"
    review = f"{case}/review/{context_of(app).aliases.of(begun(1, date(2026, 1, 2)).id)}"
    of_case = [f"{case}/{name}" for name in ("card", "packs", "papers", "review", "copy", "end")]
    (erasure,) = open_erasures(desk_of(app))
    ending = f"/end/{context_of(app).aliases.of(erasure.id)}"
    return ["/", "/case/new", case, *of_case, f"{review}/record", "/packs", "/import", "/end", ending]


def test_the_first_run_by_keyboard_alone(browser: Browser, folder: Path) -> None:
    with serving(folder / "desk") as (app, address):
        page = browser.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", name="Set up your desk")).to_be_visible()
        for typed in ("anna", PASSPHRASE, PASSPHRASE):
            tab_to(page, "input")
            page.keyboard.type(typed)
        expect(page.get_by_role("status")).to_have_text("Hard to guess.")
        page.keyboard.press("Enter")
        expect(page.get_by_text("What comes first")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        page.keyboard.press("Enter")
        tab_to(page, "main a")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="New case")).to_be_visible()
        tab_to(page, "input")
        page.keyboard.type("k-17")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Case K-17")).to_be_visible()
        assert context_of(app).session.desk is not None
        page.context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the next such element has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(`${selector}:not(.back)`)", selector):
            return
    raise AssertionError(selector)
