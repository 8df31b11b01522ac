"""Whatever happens while filming is spoken, in the right live region, and the document's title follows the state."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import spoken
from tests.support.browsing import hold, phone
from tests.support.standin import StandIn

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NO_SOUND = {"code": "microphone-missing", "message": "No sound from the microphone. Check its plug."}


def heard(page: Page, words: str, where: str = "heard") -> None:
    spoken.heard(page, words, where)
    role = "alert" if where in ("urgent", "wrong") else "status"
    expect(page.locator(f"#{where}")).to_have_attribute("role", role)


def test_everything_is_spoken(browser: Browser, shared: tuple[str, StandIn]) -> None:
    address, standin = shared
    standin.renew().consent()
    with phone(browser, address) as page:
        page.goto("/")
        expect(page).to_have_title("Ready to film \N{EN DASH} Attune")
        page.get_by_role("button", name="Start filming").tap()
        heard(page, "Filming has started|Filming")
        expect(page).to_have_title("Filming \N{EN DASH} Attune")
        page.locator("#mark").tap()
        heard(page, r"Marked at \d+:\d\d")
        page.locator("#last summary").tap()
        page.get_by_role("button", name="Receiving initiatives").tap()
        heard(page, "The principle has been saved.")
        page.locator("#last summary").tap()
        page.get_by_role("button", name="Undo this mark").tap()
        heard(page, "The mark has been undone.")
        expect(page.locator('[data-live="marks"]')).to_have_text("No marks yet")
        with standin.changing() as world:
            world.post("/panel/press", {})
        heard(page, r"Marked at \d+:.*, with the button")
        with standin.changing() as world:
            world.warnings = [NO_SOUND]
        heard(page, "Please check: No sound from the microphone. Check its plug.", "urgent")
        with standin.changing() as world:
            world.consented = False
        heard(page, "Has the family agreed to be filmed?", "urgent")
        page.get_by_role("button", name="Yes, they agreed").tap()
        heard(page, "Consent has been recorded in the film.", "said")
        with standin.changing() as world:
            world.frames = 7
        heard(page, "No new picture", "urgent")
        with standin.changing() as world:
            world.frames, world.began = 0, world.began - 598
        heard(page, "Ten minutes are over")
        standin.pause()
        heard(page, "Can't reach the box. Look at its light: red means still filming.", "urgent")
        expect(page).to_have_title("Can't reach the box")
        standin.resume()
        heard(page, "The box answers again.")
        hold(page.get_by_role("button", name="Hold to stop"))
        heard(page, "Film saved: Film abcd: 1", "urgent")
        expect(page).to_have_title("Ready to film \N{EN DASH} Attune")
        page.get_by_role("button", name=re.compile("^Upload the film")).first.tap()
        expect(page.get_by_text("The upload has started.")).to_be_visible()
        page.goto("/")
        expect(page.locator(".remains")).to_contain_text("1 film is not uploaded yet")
        standin.pause()
        heard(page, "1 film is not uploaded yet", "urgent")
        expect(page.locator("#lost")).to_contain_text("1 film is not uploaded yet")
        standin.resume()
