"""The pages over the real recorder and courier, as `make run` starts them: what the stand-in must not get wrong."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.support import visiting
from tests.support.box_process import Box, attune
from tests.support.browsing import hold, phone
from tests.support.footage import footage
from tests.support.pairing import press_code

pytestmark = pytest.mark.process


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    """A whole simulated box that films real footage."""
    with Box(tmp_path / "box", "--footage", footage(), config=visiting.SLOW_STORE) as made:
        yield made.start().await_pages()


def nothing(_: str) -> None:
    """Keep no picture."""


@pytest.mark.slow
def test_a_whole_visit(browser: Browser, box: Box) -> None:
    with phone(browser, box.page, "") as page:
        visiting.pair(page, lambda code: press_code(box, code), nothing)
        visiting.prepare(page, nothing)
        page.get_by_role("button", name="Start filming").tap()
        visiting.mark(page, 5)
        hold(page.get_by_role("button", name="Hold to stop"))
        page.get_by_role("link", name=re.compile("^Film [a-z0-9]+")).first.tap()
        expect(page.get_by_text("Marked moments")).to_be_visible()
        expect(page.locator(".moments li")).to_have_count(5)
        visiting.sync(page, nothing)
        page.get_by_role("link", name="Wipe from this box").tap()
        hold(page.get_by_role("button", name="Hold to wipe the film"))
        expect(page.get_by_text("The film has been wiped from the box.")).to_be_visible()
        page.goto("/box")
        for cause, said, cure in (
            ("Freeze the camera", "Cannot film now", "Reconnect the camera"),
            ("Fill the card", "Cannot film now", "Make room again"),
        ):
            page.get_by_role("button", name=cause).tap()
            expect(page.locator(".state")).to_have_text(said)
            page.get_by_role("button", name=cure).tap()
            expect(page.locator(".state")).to_have_text("Ready to film")
        page.get_by_role("button", name="Unplug the microphone").tap()
        expect(page.get_by_text("No sound from the microphone. Check its plug.").first).to_be_visible()
    (film,) = (path for path in box.store.iterdir() if path.name != "boxes")
    shown = attune("marks", film, "-i", box.data / "practitioner.key", "--json")
    assert shown.returncode == 0, shown.stderr
    visit = json.loads(shown.stdout)["visit"]
    assert (visit["case"], visit["film"], visit["question"]) == (visiting.CASE, 2, visiting.QUESTION)
    assert visit["consent"] == {"filming": True, "supervision": True, "training": False}
    assert [kept for kept in box.films.iterdir() if kept.suffix == ""] == []


@pytest.mark.slow
def test_gone_while_filming(browser: Browser, box: Box) -> None:
    with phone(browser, box.page, "") as page:
        visiting.pair(page, lambda code: press_code(box, code), nothing)
        visiting.start(page)
        visiting.mark(page, 1)
        page.get_by_role("link", name="Family has withdrawn consent").tap()
        expect(page.get_by_text("The box is still filming.")).to_be_visible()
        page.get_by_role("link", name="Continue").tap()
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Yes, delete it").tap()
        expect(page.get_by_text("The film has been deleted from the box.")).to_be_visible()
    assert box.get("/status")["state"] == "ready"
    assert [kept for kept in box.films.iterdir() if kept.suffix == ""] == []
