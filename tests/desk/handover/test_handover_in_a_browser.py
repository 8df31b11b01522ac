"""Somebody is left out by mouse and keyboard, watched through, and the copy is written: one hand-over in Chromium."""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from desk.unlocked import Desk
from tests.desk.handover.conftest import CLIPS, SECOND, lay_copies
from tests.support.browsing import PATIENCE, chromium, violations
from tests.support.clock_films import PER_SEGMENT, filmed
from tests.support.desk_pages import PASSPHRASE, context_of, serving
from tests.support.making_films import frames_of
from tests.support.page_looks import KEPT
from tests.support.player_page import CODE
from tests.support.small_films import FILM
from tests.support.tabs import tab

pytestmark = pytest.mark.browser


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "secrets"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    made = Desk.create(tmp_path / "desk", "anna", PASSPHRASE, work_factor=4)
    lay_copies(made, filmed(6 * PER_SEGMENT))
    made.lock()
    return tmp_path / "desk"


@pytest.fixture
def desk_page(laid: Path) -> Iterator[tuple[Page, Desk]]:
    with serving(laid) as (app, address), chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.get_by_role("button", name="Unlock").click()
        expect(page.get_by_role("link", name="Cases")).to_be_visible()
        desk = context_of(app).session.desk
        assert desk is not None
        page.goto(f"{address.partition('/enter')[0]}/case/{context_of(app).aliases.of(CODE)}/copy")
        yield page, desk
        assert complaints == []


def until(holds: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + 120
    while not (found := holds()):
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
    return found


def check(page: Page) -> None:
    """Axe finds nothing, no field is kept by the browser, and the title says nothing."""
    assert violations(page) == []
    assert page.evaluate(KEPT) == []
    expect(page).to_have_title("Attune")


def test_a_hand_over(desk_page: tuple[Page, Desk], stick: Path) -> None:
    page, desk = desk_page
    check(page)
    page.get_by_role("link", name="Leave somebody out of Film 1").click()
    page.locator("#film[data-ready=yes]").wait_for()
    page.get_by_role("button", name="Add a cover here").click()
    cover = page.locator(".cover")
    expect(cover).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_role("spinbutton", name="From the left")).to_have_value("41")
    expect(page.get_by_role("spinbutton", name="High")).to_have_value("36")
    expect(cover).to_have_attribute("aria-label", re.compile("41 % from the left"))
    first = until(lambda: desk.case(CODE).obscurings, "the cover is saved")[0]
    assert 0 <= first.end_ns - desk.case(CODE).clips[0].end_ns < SECOND // 20, "as far as the clip, in whole frames"

    page.locator("#film h1").click()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    until(lambda: int(page.locator(".player").get_attribute("data-picture") or 0) > 350_000_000, "ten pictures on")
    place = cover.bounding_box()
    assert place
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] - 80, place["y"] + 50, steps=4)
    page.mouse.up()
    page.get_by_label("Grey: nothing at all is seen").check()
    until(lambda: len(desk.case(CODE).obscurings[0].keyframes) == 2 and desk.case(CODE).obscurings[0].method == "solid",
          "moved, and grey")  # fmt: skip
    saved = desk.case(CODE).obscurings[0]
    assert saved.keyframes[1].x < saved.keyframes[0].x - 0.05
    assert saved.keyframes[1].y > saved.keyframes[0].y
    page.locator("#film h1").click()
    page.keyboard.press("m")
    page.keyboard.press("Shift+ArrowRight")
    until(lambda: int(page.locator(".player").get_attribute("data-picture") or 0) > 10**9, "a second on")
    page.keyboard.press("m")
    until(lambda: desk.case(CODE).silences, "silenced")
    check(page)

    page.get_by_role("link", name="A copy for the family").click()
    page.get_by_label("Parent").nth(1).check()
    page.get_by_label("Folder of the stick").fill(str(stick))
    page.get_by_role("button", name="Write onto the stick").click()
    expect(page.get_by_role("alert")).to_contain_text("watch it through first")
    for _ in range(3):
        page.get_by_role("link", name="Watch it through").first.click()
        page.locator("#watch[data-ready=yes]").wait_for()
        check(page)
        done = page.get_by_role("button", name="I watched all of it")
        if page.get_by_role("button", name="Play").count():
            expect(done).to_be_disabled()
            page.evaluate("() => { document.querySelector('video').muted = true }")
            page.get_by_role("button", name="Play").click()
        expect(done).to_be_enabled()
        done.click()
        expect(page.get_by_role("heading", name="A copy for the family")).to_be_visible()
    expect(page.get_by_role("link", name="Watch it through")).to_have_count(0)

    page.get_by_label("Parent").nth(1).check()
    page.get_by_label("On its title card").first.fill("Wir warten")
    page.get_by_label("Folder of the stick").fill(str(stick))
    page.get_by_role("button", name="Write onto the stick").click()
    expect(page.get_by_role("alert")).to_contain_text("may not be a stick")
    check(page)
    page.get_by_label("I looked: it is the stick for the family").check()
    page.get_by_role("button", name="Write onto the stick").click()
    expect(page.get_by_role("heading", name="The copy is on the stick")).to_be_visible()
    check(page)
    (given,) = desk.case(CODE).handovers
    (folder,) = stick.iterdir()
    for file in given.files:
        assert hashlib.sha256((folder / file.name).read_bytes()).hexdigest() == file.sha256
    frame = frames_of((folder / "clip-1.mp4").read_bytes())[0].to_ndarray(format="gray").astype(int)
    assert np.abs(frame[50:80, 140:180] - 128).max() < 40


def test_firefox_draws_a_cover_and_plays_the_copy_to_its_end(laid: Path, tmp_path: Path) -> None:
    with serving(laid) as (app, address), tab("firefox", tmp_path / "profile") as driven:
        driven.goto(address)
        driven.wait("#passphrase")  # the one-time address goes on by itself
        driven.type("#passphrase", PASSPHRASE)
        driven.click("main form button")
        driven.wait("nav.ways")
        session, aliases = context_of(app).session, context_of(app).aliases
        assert session.desk is not None
        at = f"{address.partition('/enter')[0]}/case/{aliases.of(CODE)}/copy"
        driven.goto(f"{at}/obscure/{aliases.of(FILM)}")
        driven.wait("#film[data-ready=yes]")
        driven.press("b")
        until(lambda: driven.evaluate("() => document.activeElement.className") == "cover", "a cover, and its focus")
        driven.press("ArrowDown")
        desk = session.desk
        until(lambda: desk.case(CODE).obscurings, "the cover is saved")
        until(lambda: desk.case(CODE).obscurings[0].keyframes[0].y == 0.21, "where it was moved to")
        driven.goto(f"{at}/watch/{aliases.of(CLIPS[0])}")
        driven.wait("#watch[data-ready=yes]")
        driven.evaluate("() => { document.querySelector('video').muted = true }")
        driven.click("[data-watch=toggle]")
        driven.wait("[data-watch=done]:not(:disabled)")
        driven.click("[data-watch=done]")
        until(lambda: CLIPS[0] in desk.case(CODE).watched, "watched")
        assert driven.complaints == []
