"""The live pages in a real browser, at the size of a phone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import visiting
from tests.support.browsing import hold, phone
from tests.support.spoken import heard
from tests.support.standin import StandIn
from tests.support.web_process import serving
from tests.support.world import film, receipt

FILM = "20261122-1405-k7qm"


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def test_a_whole_visit(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        page.goto("/")
        heading(page, "Ready to film")
        visiting.start(page)
        heading(page, "Filming")
        for count in ("1 mark", "2 marks", "3 marks"):
            page.get_by_role("button", name="Mark", exact=True).tap()
            expect(page.get_by_text(count)).to_be_visible()
        heard(page, r"Marked at \d:\d\d", "hint")
        hold(page.get_by_role("button", name="Hold to stop"))
        heading(page, "Ready to film")
        page.get_by_role("link", name="Film abcd").tap()
        page.get_by_role("button", name="Upload the film").tap()
        expect(page.get_by_text("Waiting to upload")).to_be_visible()
        with standin.changing() as world:
            world.films[0]["sync"] = {"state": "copying", "done": 60, "total": 120, "message": None}
        expect(page.get_by_role("progressbar", name="Upload")).to_have_attribute("value", "60")
        with standin.changing() as world:
            world.films[0] |= {"sync": None, "receipt": receipt()}
        expect(page.get_by_text("Safely uploaded and checked,")).to_be_visible()
        page.get_by_role("link", name="Wipe from this box").tap()
        heading(page, "Wipe film abcd from this box?")
        hold(page.get_by_role("button", name="Hold to wipe the film"))
        expect(page.get_by_text("The film has been wiped from the box.")).to_be_visible()
        expect(page.get_by_text("Film abcd")).to_have_count(0)
    assert standin.world.films == []


def test_without_javascript(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served, java_script_enabled=False) as page:
        page.goto("/")
        visiting.start(page)
        page.get_by_role("button", name="Mark", exact=True).tap()
        expect(page.get_by_text("1 mark ·")).to_be_visible()
        with standin.changing() as world:
            world.post("/panel/press", {})
        expect(page.get_by_text("2 marks ·")).to_be_visible()  # the page loads itself again
        page.get_by_role("button", name="Hold to stop").tap()  # a hold would last until the page loads itself again
        expect(page.get_by_text("The film is saved.")).to_be_visible()


def test_the_family_wants_it_gone(browser: Browser, served: str, standin: StandIn) -> None:
    with standin.changing() as world:
        world.films = [film(FILM)]
    with phone(browser, served) as page:
        page.goto("/")
        page.get_by_role("link", name="Film k7qm").tap()
        page.get_by_role("link", name="Family has withdrawn consent").tap()
        page.get_by_role("link", name="Continue").tap()
        page.get_by_role("button", name="Yes, delete it").tap()
        expect(page.get_by_text("Tick the box")).to_be_visible()
        assert standin.world.films
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Yes, delete it").tap()
        expect(page.get_by_text("The film has been deleted from the box.")).to_be_visible()
    assert standin.posts() == [f"POST /films/{FILM}/discard"]


def test_keyboard_alone(browser: Browser, served: str, standin: StandIn) -> None:
    standin.world.consent()
    with phone(browser, served, has_touch=False, is_mobile=False) as page:
        page.goto("/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Start filming")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Family has withdrawn consent")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Hold to stop")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("1 mark ·")).to_be_visible()
        expect(page.get_by_role("button", name="Mark", exact=True)).to_be_focused()


def test_a_refusal_is_said(browser: Browser, served: str, standin: StandIn) -> None:
    standin.world.consent()
    with phone(browser, served) as page:
        page.goto("/")
        page.get_by_role("button", name="Start filming").wait_for()
        page.route("**/events*", lambda route: route.abort())  # this phone has not heard yet that another one began
        page.reload()
        with standin.changing() as world:
            world.state = "filming"
        page.get_by_role("button", name="Start filming").tap()
        expect(page.get_by_role("alert").filter(has_text="The box is filming, not ready.")).to_be_visible()


def test_the_recorder_goes_and_comes_back(browser: Browser, served: str, standin: StandIn, tmp_path: Path) -> None:
    with phone(browser, served) as page:
        page.goto("/")
        heading(page, "Ready to film")
        standin.close()
        heading(page, "Can't reach the box")
        page.context.clear_cookies(name="attune-token")
        page.reload()
        heading(page, "Can't reach the box")
        back = StandIn(tmp_path / "control.sock")
        back.world.consent()
        try:
            heading(page, "Ready to film")
            page.get_by_role("button", name="Start filming").tap()
            heading(page, "Filming")
            expect(page.get_by_text("Films on this box")).to_have_count(0)
        finally:
            back.close()


@pytest.mark.slow
def test_the_phone_loses_the_box(browser: Browser, standin: StandIn, tmp_path: Path) -> None:
    standin.world.consent()
    with serving(tmp_path) as (address, server), phone(browser, address) as page:
        page.goto("/")
        lost = page.locator("#lost")
        expect(lost).to_be_hidden()
        server.terminate()
        server.wait()
        expect(lost).to_be_visible()
        page.get_by_role("button", name="Start filming").tap()
        expect(page.get_by_text("Can't reach the box. To start, press the button on the box.")).to_be_visible()
        with serving(tmp_path, address.rpartition(":")[2]):
            expect(lost).to_be_hidden()


def test_the_mark_stays_under_the_thumb(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        with standin.changing() as world:
            world.post("/start", {})
        page.goto("/")
        button = page.get_by_role("button", name="Mark", exact=True)
        expect(page.locator("[data-clock]")).to_have_text(re.compile(r"\d:(0[1-9]|[1-5]\d)"))
        held = button.element_handle()
        with standin.changing() as world:
            world.warnings = [{"code": "microphone-missing", "message": "No sound from the microphone."}]
            world.marks = 7
        expect(page.get_by_text("No sound from the microphone.", exact=True)).to_be_visible()
        expect(page.get_by_text("7 marks")).to_be_visible()
        assert held.evaluate("node => node.isConnected")
        box = button.bounding_box()
        assert box is not None
        assert box["width"] >= 340
        assert box["height"] >= 280
        assert box["y"] + box["height"] / 2 > 844 * 0.45


def test_the_drawn_button(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served, has_touch=False, is_mobile=False) as page:
        page.goto("/box")
        words = page.locator(".light-words")
        expect(words).to_have_text("Green light")
        button = page.get_by_role("button", name="The button of the box")
        button.click()
        expect(words).to_have_text("Red light")
        button.focus()
        page.keyboard.press("Enter")
        with page.expect_request("**/box/hold"):
            button.hover()
            page.mouse.down()
        page.mouse.up()
        expect(words).to_have_text("Green light")
        with page.expect_request("**/box/hold"):
            button.focus()
            page.keyboard.down("Space")
        page.keyboard.up("Space")
        expect(words).to_have_text("Blue light")
    assert standin.posts() == ["POST /panel/press", "POST /panel/press", "POST /panel/hold", "POST /panel/hold"]


def test_the_camera_moves(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        with page.expect_response("**/box/framing?n=3") as third:
            page.goto("/box")
        assert third.value.headers["cache-control"] == "no-store"
        page.wait_for_function("() => document.querySelector('#framing').naturalWidth === 320")  # once it is decoded


def test_the_home_screen(browser: Browser, served: str, standin: StandIn) -> None:
    with phone(browser, served) as page:
        page.goto("/")
        session = page.context.new_cdp_session(page)
        found = session.send("Page.getAppManifest")
        assert found["errors"] == []
        assert found["url"].endswith("/manifest.webmanifest")
        assert '"sizes":"192x192"' in found["data"].replace(" ", "")
        wide = (
            "async (size) => { const i = new Image(); i.src = `/icon-${size}.png`; await i.decode(); return i.width }"
        )
        for size in (180, 192):
            assert page.evaluate(wide, size) == size
        assert page.request.get("/icon-100000.png").status == 404
