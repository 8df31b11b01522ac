"""A keyboard alone can do everything: a whole visit on the real box, and the family's wish, without a pointer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.box_process import Box
from tests.support.browsing import phone
from tests.support.pairing import press_code
from tests.support.spoken import heard
from tests.web.keyboard import Keyboard


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    with Box(tmp_path / "box") as made:
        yield made.start().await_pages()


@pytest.fixture
def page(browser: Browser, box: Box) -> Iterator[Page]:
    with phone(browser, box.page, "", has_touch=False, is_mobile=False) as page:
        page.goto("/")
        yield page


@pytest.mark.slow
def test_a_whole_visit(page: Page, box: Box) -> None:
    keys = Keyboard(page)
    pair(page, keys, box)
    prepare(page, keys)
    keys.press("Start filming")
    expect(page.locator("[data-live=marks]")).to_have_text("No marks yet")
    keys.press("Mark", " ")
    expect(page.locator("[data-live=marks]")).to_have_text("1 mark")
    keys.press("Last mark")
    keys.press("Receiving initiatives")
    expect(page.locator("[data-live=last-more]")).to_contain_text("Receiving initiatives")
    keys.press("Mark")
    expect(page.locator("[data-live=marks]")).to_have_text("2 marks")
    keys.press("Last mark")
    keys.press("Undo this mark")
    expect(page.locator("[data-live=marks]")).to_have_text("1 mark")
    keys.hold("Hold to stop")
    keys.press("Film ")
    page.wait_for_url("**/films/*")  # the end card offers an upload too
    keys.press("Upload the film")
    expect(page.get_by_text("Safely uploaded and checked")).to_be_visible()
    keys.press("Wipe from this box")
    keys.hold("Hold to wipe the film")
    expect(page.get_by_text("The film has been wiped from the box.")).to_be_visible()
    keys.press("1 phone paired")
    keys.press("Unpair")
    keys.press("Yes, unpair")
    expect(page.get_by_role("button", name="Pair this phone")).to_be_visible()
    assert len([path for path in box.store.iterdir() if path.name != "boxes"]) == 1
    assert box.get("/films")["films"] == []


@pytest.mark.slow
def test_the_family_wants_it_gone(page: Page, box: Box) -> None:
    keys = Keyboard(page)
    pair(page, keys, box)
    keys.press("Start filming")
    keys.press("Yes, start filming")
    keys.press("Family has withdrawn consent")
    keys.press("Continue")
    keys.press("The family has withdrawn", " ")
    keys.press("Yes, delete it")
    expect(page.get_by_text("The film has been deleted from the box.")).to_be_visible()
    assert box.get("/films")["films"] == []


@pytest.mark.slow
def test_two_presses_stand_for_a_hold(page: Page, box: Box) -> None:
    """For whom holding a key is hard: switches, tremor, a screen reader."""
    keys = Keyboard(page)
    pair(page, keys, box)
    keys.press("Start filming")
    keys.press("Yes, start filming")
    keys.press("Hold to stop")
    heard(page, "once more", "said")
    page.wait_for_timeout(1000)
    keys.press("Hold to stop")
    expect(page.get_by_role("heading", name="Ready to film")).to_be_visible()


def pair(page: Page, keys: Keyboard, box: Box) -> None:
    keys.press("Pair this phone")
    press_code(box, page.locator("[data-code]").get_attribute("data-code") or "")
    expect(page.get_by_text("This phone is paired.")).to_be_visible()


def prepare(page: Page, keys: Keyboard) -> None:
    keys.press("Prepare this film")
    page.wait_for_url("**/before/case")
    keys.go_to("No case")
    page.keyboard.press("ArrowUp")
    keys.go_to("DEMO-1")
    keys.press("Cycle 1", " ")
    page.keyboard.press("ArrowRight")
    keys.press("Continue")
    page.wait_for_url("**/before/question")
    keys.go_to("What is the family's helping question?")
    page.keyboard.type("Why does he look away?")
    keys.press("Continue")
    page.wait_for_url("**/before/consent")
    keys.press("Filming", " ")
    keys.press("Continue")
    page.wait_for_url("**/before/kind")
    keys.press("Continue")
    page.wait_for_url("**/before/camera")
    keys.press("Continue to filming")
    expect(page.get_by_text("Why does he look away?")).to_be_visible()
    expect(page.get_by_text("DEMO-1")).to_be_visible()
