"""Why a film ended is told on the first screen, to every phone, until somebody has read it."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from tests.support.browsing import phone as browsing
from tests.support.forms import get, post, words
from tests.support.standin import StandIn
from tests.support.world import film, receipt

FILM = "20261122-1405-k7qm"
ENDINGS = {
    "stopped": "Film saved",
    "limit": "The film reached its time limit and was saved",
    "space": "Storage was nearly full: the film was stopped and saved",
    "fault": "A fault ended the film: what was filmed before is saved",
    "cut": "The power or the box failed: what was filmed before is saved",
}


@pytest.mark.parametrize("end", ENDINGS)
def test_each_ending_is_told_until_it_was_read(phone: FlaskClient, standin: StandIn, end: str) -> None:
    standin.world.films = [film(FILM, end=end, lost=3, state="complete" if end == "stopped" else "cut short")]
    said = words(get(phone, "/"))
    assert f"{ENDINGS[end]} Film k7qm: 10 min 12 s, 5 marks, 3 pictures lost. Not uploaded yet." in said
    assert f"{ENDINGS[end]}. 3 pictures lost" in words(get(phone, f"/films/{FILM}"))
    assert post(phone, f"/films/{FILM}/seen").status_code == 303
    assert "Not uploaded yet." not in words(get(phone, "/"))


def test_a_fault_shows_it_too(phone: FlaskClient, standin: StandIn) -> None:
    standin.world.state, standin.world.films = "fault", [film(FILM, end="fault")]
    standin.world.fault = {"code": "camera-missing", "message": "The camera is gone."}
    assert ENDINGS["fault"] in words(get(phone, "/"))


def test_an_uploaded_film_needs_no_more_words(phone: FlaskClient, standin: StandIn) -> None:
    standin.world.films = [film(FILM, receipt=receipt())]
    assert "Film saved" not in words(get(phone, "/"))


@pytest.mark.browser
def test_it_is_spoken_and_closed(browser: Browser, served: str, standin: StandIn) -> None:
    with browsing(browser, served) as page:
        with standin.changing() as world:
            world.post("/start", {})
        page.goto("/")
        expect(page.locator("#mark")).to_be_visible()
        with standin.changing() as world:
            world.post("/stop", {})
            world.films[0]["end"] = "limit"
        expect(page.locator("#urgent")).to_contain_text("The film reached its time limit and was saved: Film")
        expect(page).to_have_title("Ready to film \N{EN DASH} Attune")
        start = page.get_by_role("link", name="Start filming")
        start.tap()
        expect(page.locator("#said")).to_have_text("A film has just ended. Wait a moment, then start.")
        page.get_by_role("button", name="Seen").tap()
        expect(page.locator(".ending")).to_have_count(0)
        page.wait_for_timeout(3000)
        start.tap()
        page.wait_for_url("**/start")
