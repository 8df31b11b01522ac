"""A box that is dead, hung or out of reach, for real: the page says what it does not know, and claims nothing."""

import os
import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.box_process import Box
from tests.support.browsing import hold, phone
from tests.support.processes import descendants
from tests.support.weather import Weather
from tests.web.test_marks import pair

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOST = "Can't reach the box"
CLAIMS = ("Ready to film", "goes on", "Filming has", "Picture arriving")
GREY = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with Box(tmp_path_factory.mktemp("contact") / "box") as made:
        yield made.start().await_pages()


@pytest.fixture(scope="module")
def weather(box: Box) -> Iterator[Weather]:
    with Weather(box.page) as made:
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser, box: Box, weather: Weather) -> Iterator[Page]:
    with phone(browser, weather.address, "") as page:
        pair(page, box)
        yield page


def film(page: Page, box: Box) -> None:
    """The page shows a film that is being made."""
    if box.await_state("ready", "filming")["state"] == "ready":
        box.post("/start")
    page.goto("/")
    expect(page.locator("[data-clock]")).to_have_text(re.compile("[0-9]:[0-9]{2}"))
    expect(page.locator("#lost")).to_be_hidden()


def send(box: Box, what: signal.Signals) -> None:
    """To every process of the box at once."""
    for pid in [*descendants(box.pid), box.pid]:
        os.kill(pid, what)


def claims_nothing(page: Page) -> None:
    """What is not known is not shown as known: no colour, no state, and a time that is called a guess."""
    expect(page.locator("#lost")).to_be_visible()
    expect(page.locator("#lost")).to_contain_text(re.compile(r"last heard \d+ s ago"))
    expect(page.locator("#lost")).to_contain_text("Look at its light: red means still filming.")
    expect(page.locator(".state")).to_have_text(LOST)
    expect(page).to_have_title(LOST)
    expect(page.locator(".top .lamp")).to_have_css("background-color", GREY)
    shown = page.inner_text("body")
    assert [claim for claim in CLAIMS if claim in shown] == []


@pytest.mark.parametrize("how", ["the network swallows everything", "all of it is hung"])
def test_out_of_reach_while_filming(page: Page, box: Box, weather: Weather, how: str) -> None:
    film(page, box)
    away, back = {
        "the network swallows everything": (weather.swallow, weather.mend),
        "all of it is hung": (lambda: send(box, signal.SIGSTOP), lambda: send(box, signal.SIGCONT)),
    }[how]
    away()
    try:
        claims_nothing(page)
        expect(page.locator(".guess")).to_be_visible()
        hold(page.get_by_role("button", name="Hold to stop"))
        expect(page.locator("#wrong")).to_contain_text("hold the button on the box for two seconds")
        expect(page.locator("#said")).not_to_contain_text("Hold the button down")
    finally:
        back()
    expect(page.locator("#lost")).to_be_hidden()
    if how == "all of it is hung":  # the camera was, too
        return
    expect(page.locator(".state")).to_have_text("Filming")
    expect(page).to_have_title(re.compile("^Filming"))
    expect(page.locator(".guess")).to_be_hidden()
    page.wait_for_timeout(1000)
    assert box.get("/status")["state"] == "filming", "a stop from before is not done afterwards"


def test_the_recorder_alone_is_hung(page: Page, box: Box) -> None:
    film(page, box)
    recorder = box.program("recorder")
    os.kill(recorder, signal.SIGSTOP)
    try:
        claims_nothing(page)
        expect(page.locator("#mark")).to_be_visible()
        hold(page.get_by_role("button", name="Hold to stop"))
        expect(page.locator("#wrong")).to_contain_text("hold the button on the box for two seconds")
    finally:
        os.kill(recorder, signal.SIGCONT)
    expect(page.locator("#lost")).to_be_hidden()
    ended = box.get("/films")["films"][-1]["end"]
    assert ended != "stopped", "a stop from before is not done afterwards"
    expect(page.locator(".state")).not_to_have_text(LOST)


def test_out_of_reach_while_ready(page: Page, box: Box, weather: Weather) -> None:
    if box.await_state("ready", "filming")["state"] == "filming":
        box.post("/stop")
    page.goto("/")
    expect(page.locator(".state")).to_have_text("Ready to film")
    weather.cut()
    try:
        claims_nothing(page)
    finally:
        weather.mend()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ready to film")


def test_a_half_open_stream(page: Page, box: Box, weather: Weather) -> None:
    film(page, box)
    weather.half_open()
    box.post("/stop")
    expect(page.locator(".state")).to_have_text("Ready to film", timeout=120_000)
    expect(page.locator("#lost")).to_be_hidden()


def test_a_dead_box(page: Page, box: Box) -> None:
    film(page, box)
    send(box, signal.SIGKILL)
    claims_nothing(page)
    page.locator("#mark").tap()
    expect(page.locator(".mark-hint")).to_have_text("Kept on this phone: 1")
