"""The family's window and the practitioner's in Chromium, from begin to end; one screen alone, in Firefox."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from attune.command import main
from desk.cases.review_events import ClipVetoed
from sealed.film.opened import OpenedFilm
from tests.support.audience import shows_nothing_else
from tests.support.browsing import PATIENCE, chromium, violations
from tests.support.clock_films import Reel
from tests.support.desk_pages import PASSPHRASE, context_of, serving
from tests.support.desk_process import until
from tests.support.frame_judge import SCRIPT
from tests.support.full_disk import full_disk
from tests.support.player_page import CODE
from tests.support.reviewing import ASKED, CLIPS, NOTE, TITLES, desk_of, make_desk_folder
from tests.support.small_films import FILM
from tests.support.tabs import DESK, ChromiumTab, tab
from tests.support.vig_pages import LISTEN

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TURNS = 10
"""A busy machine leaves out what it has no time to paint, each time something else."""

SEEN = """async () => {
  watch.root = document.querySelector(".stage");
  const seen = new Set();
  document.querySelector("[data-do=again]").click();
  const video = document.querySelector("video");
  for (const until = performance.now() + 60000; performance.now() < until; ) {
    await new Promise(requestAnimationFrame);
    seen.add(watch.clock());
    if (!video.paused) watch.went = true;
    else if (watch.went && !document.querySelector("canvas").hidden) break;
  }
  return [...seen].sort((a, b) => a - b);
}"""


@contextmanager
def at_review(folder: Path) -> Iterator[tuple[Flask, BrowserContext, Page]]:
    """The practitioner's window of a review that was just begun."""
    with chromium() as browser, serving(folder / "desk") as (app, address):
        context = browser.new_context(viewport=DESK, locale="en-GB")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(address)
        page.locator("#passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.locator(".cases")).to_be_visible()
        page.goto(f"{address.partition('/enter')[0]}/case/{context_of(app).aliases.of(CODE)}/review")
        page.get_by_role("button", name="Begin the review").click()
        page.locator("#review[data-ready]").wait_for()
        yield app, context, page
        context.close()


def family_window(context: BrowserContext, page: Page) -> Page:
    with context.expect_page() as opened:
        page.get_by_role("button", name="Open the family's window").click()
    window = opened.value
    window.locator("body[data-ready]").wait_for()
    return window


def frames(app: Flask) -> list[int]:
    """When each frame of the film begins."""
    film = OpenedFilm(desk_of(app).film_folder(FILM), [desk_of(app).identity(CODE)])
    return [begins for number in range(len(film.spans)) for begins in film.frames(number)]


def stays_whole(page: Page) -> None:
    """Light and dark, at 200 %, and with letters twice as large: nothing is cut off, and axe-core finds nothing."""
    assert violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": DESK["width"] // 2, "height": DESK["height"] // 2})
    assert violations(page) == []
    for size in ("100%", "200%"):
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= DESK["width"] // 2, size
    page.evaluate("document.documentElement.style.fontSize = ''")


def test_a_review_in_two_windows(folder: Path, reel: Reel) -> None:
    make_desk_folder(folder, reel)
    with at_review(folder) as (app, context, page):
        window = family_window(context, page)
        family = ChromiumTab(window)
        shows_nothing_else(family)
        expect(page.locator(".now-title")).to_contain_text("The family's window is dark")

        page.get_by_role("button", name="Show the next clip").click()
        window.locator("canvas").wait_for()
        page.get_by_role("button", name="Show the next clip").click()
        expect(page.locator(".now-title")).to_have_text(TITLES[1])
        expect(page.locator(".now")).to_contain_text(ASKED)
        expect(page.locator(".now")).to_contain_text(NOTE)
        clip = desk_of(app).case(CODE).clips[1]
        window.locator(f"body[data-picture='{clip.start_ns}']").wait_for()
        shows_nothing_else(family)
        inside = {number for number, begins in enumerate(frames(app)) if clip.start_ns <= begins < clip.end_ns}
        window.evaluate(f"() => {{ {SCRIPT} }}")
        seen: set[int] = set()
        for _ in range(TURNS):
            seen |= set(window.evaluate(SEEN)) - {-1}
            if {min(inside), max(inside)} <= seen:
                break
        assert seen <= inside, "nothing before or after the clip"
        assert {min(inside), max(inside)} <= seen, "from its first frame to its last"

        window.evaluate(LISTEN)
        window.get_by_role("button", name="Replay").click()
        window.wait_for_function("() => window.played")  # a second and a half is soon over
        shows_nothing_else(family)
        page.locator("#text").press_sequentially("He looked at me")
        window.wait_for_function("() => document.querySelector('video').paused")
        with full_disk():
            page.keyboard.press("Control+Enter")
            expect(page.locator(".trouble")).to_contain_text("Check the disk and its space")
        expect(page.locator("#text")).to_have_value("He looked at me")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".said-words li")).to_have_count(1)
        expect(page.locator(".trouble")).to_be_hidden()

        window.reload()
        window.locator("canvas").wait_for()
        page.reload()
        page.locator("#review[data-ready]").wait_for()
        expect(page.locator(".now-title")).to_have_text(TITLES[1])
        page.get_by_role("button", name="Keep this picture").click()
        expect(page.locator(".kept li")).to_have_count(1)
        page.get_by_label("Partner").check()
        page.get_by_role("button", name="Not this clip").click()
        expect(window.locator(".screen")).to_have_count(0)
        shows_nothing_else(family)
        page.locator(".review-clips .handle").nth(2).focus()
        page.keyboard.press("ArrowUp")
        expect(page.locator(".review-clips li .title").nth(1)).to_have_text(TITLES[2])
        assert desk_of(app).case(CODE).vetoes[0].voice == "partner"
        for shown in (page, window):
            stays_whole(shown)
        shows_nothing_else(family)

        window.keyboard.press("n")
        window.wait_for_timeout(800)
        assert "/audience" in window.url, "the notes are in another window"
        page.get_by_role("link", name="To the end").click()
        page.locator("#strengths").fill("We sing together")
        page.locator("#next").fill("Wait a little longer")
        page.get_by_role("button", name="Keep the points").click()
        page.get_by_label("The points were read back").check()
        page.get_by_role("button", name="End the review").click()
        expect(page.get_by_text("Read back, and agreed.")).to_be_visible()
        review = desk_of(app).case(CODE).reviews[-1]
        assert (review.strengths, review.read_back) == (("We sing together",), True)
        assert [said.text for said in review.words] == ["He looked at me"]
        assert review.words[0].clip == CLIPS[1]


def test_a_veto_on_the_films_page_takes_the_clip_off_the_familys_screen(folder: Path, reel: Reel) -> None:
    make_desk_folder(folder, reel)
    with at_review(folder) as (app, context, page):
        window = family_window(context, page)
        page.get_by_role("button", name="Show the next clip").click()
        window.locator("canvas").wait_for()
        film = context.new_page()
        film.goto(f"{page.url.partition('/case')[0]}/film/{context_of(app).aliases.of(FILM)}")
        film.locator("#film[data-ready]").wait_for()
        film.locator(".clips [data-clip=choose]").first.click()
        film.locator("[data-clip=veto]").click()
        expect(window.locator(".screen")).to_have_count(0)
        assert desk_of(app).case(CODE).vetoed(CLIPS[0])


def test_a_veto_by_command_takes_the_clip_off_the_familys_screen(folder: Path, reel: Reel) -> None:
    make_desk_folder(folder, reel)
    (folder / "passphrase").write_text(PASSPHRASE + "\n")
    with at_review(folder) as (app, context, page):
        window = family_window(context, page)
        page.get_by_role("button", name="Show the next clip").click()
        window.locator("canvas").wait_for()
        options = ["--desk", str(folder / "desk"), "--passphrase-file", str(folder / "passphrase")]
        ran = CliRunner().invoke(main, ["desk", "review", "veto", CODE, "1", *options])
        assert ran.exit_code == 0, ran.output
        expect(window.locator(".screen")).to_have_count(0)
        expect(page.locator(".now-title")).to_contain_text("The family's window is dark")
        expect(page.locator(".review-clips .title").first).to_contain_text("Not this clip")
        assert desk_of(app).case(CODE).vetoed(CLIPS[0])


def test_a_veto_by_command_stands_in_the_practitioners_list_though_no_other_window_is_open(
    folder: Path, reel: Reel
) -> None:
    make_desk_folder(folder, reel)
    with at_review(folder) as (app, _context, page):
        page.locator("#text").fill("He looked")
        desk_of(app).append(CODE, ClipVetoed(clip=CLIPS[1], voice="partner", day=date.today()))
        refused = page.locator(".review-clips li").nth(1)
        expect(refused.locator(".title")).to_contain_text("Not this clip")
        expect(refused.get_by_role("button", name="They changed their mind")).to_be_visible()
        expect(page.get_by_role("status").filter(has_text=f"does not want “{TITLES[1]}”")).to_be_visible()
        expect(page.locator("#text")).to_have_value("He looked")
        refused.get_by_role("button", name="They changed their mind").click()
        expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
        expect(refused.locator(".title")).to_have_text(TITLES[1])


def test_one_screen_alone_in_firefox(folder: Path, reel: Reel) -> None:
    """Picture and notes take turns in one window, by one key."""
    make_desk_folder(folder, reel)
    with serving(folder / "desk") as (app, address), tab("firefox", folder / "profile") as page:
        page.goto(address)
        page.wait("#passphrase")
        page.type("#passphrase", PASSPHRASE)
        page.press("Enter")
        page.wait(".cases")
        page.goto(f"{address.partition('/enter')[0]}/case/{context_of(app).aliases.of(CODE)}/review")
        page.click("form.panel button")
        page.wait("#review[data-ready]")
        page.press("n")
        page.wait("body[data-ready]")
        page.evaluate(LISTEN)
        page.press("r")
        until(page, "() => window.played")  # a second and a half is soon over
        page.press("n")
        page.wait("#review[data-ready]")
        until(page, "title => document.querySelector('.now-title').textContent === title", TITLES[0])
        page.type("#text", "I waited")
        page.press("Control+Enter")
        page.wait(".said-words li")
        page.click("[data-do=veto]")
        until(page, "title => document.querySelector('.review-clips .title').textContent.includes(title)", "Not this")
        page.press("Tab")
        page.evaluate("() => document.activeElement.blur()")
        page.press("n")
        page.wait("body[data-ready]")
        assert page.evaluate("() => document.querySelectorAll('.screen').length") == 0
        case = desk_of(app).case(CODE)
        assert [said.text for said in case.reviews[-1].words] == ["I waited"]
        assert case.vetoed(CLIPS[0])
        assert page.complaints == []
