"""Why a film ended is told on the first screen, to every phone, until somebody has read it."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from tests.support.browsing import phone as browsing
from tests.support.forms import get, paired, post, words
from tests.support.spoken import heard
from tests.support.standin import StandIn
from tests.support.world import film, receipt
from web.app import create_app
from web.settings import Settings

FILM = "20261122-1405-k7qm"
TAP = """() => new MutationObserver((_, observer) => {
  if (!("resting" in document.body.dataset)) return;
  observer.disconnect();
  document.querySelector(".start").click();
}).observe(document.body, { attributeFilter: ["data-resting"] })"""
"""Taps Start as soon as it sleeps: it does so for three seconds."""
ENDINGS = {
    "stopped": "Film saved",
    "limit": "The film reached its time limit and was saved",
    "space": "Storage was nearly full: the film was stopped and saved",
    "fault": "A fault ended the film: what was filmed before is saved",
    "cut": "The power or the box failed: what was filmed before is saved",
}
CAUSES = {
    ("fault", "camera-missing"): "The camera was disconnected: what was filmed before is saved",
    ("fault", "write-failed"): "The memory card failed: what was filmed before is saved",
    ("cut", "power-failed"): "The power failed: what was filmed before is saved",
    ("cut", "recorder-failed"): "The box restarted by itself: what was filmed before is saved",
    ("fault", "something-new"): ENDINGS["fault"],
}


@pytest.mark.parametrize("end", ENDINGS)
def test_each_ending_is_told_until_it_was_read(phone: FlaskClient, standin: StandIn, end: str) -> None:
    standin.world.films = [film(FILM, end=end, lost=3, state="complete" if end == "stopped" else "cut short")]
    said = words(get(phone, "/"))
    second = ", the last second may be missing" if end == "cut" else ""
    assert f"{ENDINGS[end]} Film k7qm: 10 min 12 s, 3 pictures lost{second}, 5 marks, not uploaded yet." in said
    page = words(get(phone, f"/films/{FILM}"))
    assert f"Ended{ENDINGS[end]}" in page
    assert f"Recording3 pictures lost{second}" in page
    assert post(phone, f"/films/{FILM}/seen").status_code == 303
    assert "marks, not uploaded yet." not in words(get(phone, "/"))


@pytest.mark.parametrize(("end", "code"), CAUSES)
def test_the_device_is_named(phone: FlaskClient, standin: StandIn, end: str, code: str) -> None:
    standin.world.films = [film(FILM, end=end, cause={"code": code, "message": "The recorder's own sentence."})]
    for path in ("/", f"/films/{FILM}"):
        assert CAUSES[end, code] in words(get(phone, path))


def test_what_it_lacks_and_when(phone: FlaskClient, standin: StandIn) -> None:
    def told(losses: list[dict[str, object]] | None) -> str:
        standin.world.films = [film(FILM, losses=losses)]
        return words(get(phone, "/")).partition("Film k7qm: ")[2].partition(", 5 marks")[0].partition("s, ")[2]

    assert told([]) == "picture and sound throughout"
    assert told(None) == "", "nothing is claimed that nobody knows"
    assert told([{"what": "sound", "start": 0.2, "end": None}]) == "no sound"
    assert told([{"what": "sound", "start": 130, "end": 185.9}]) == "no sound from 2:10 to 3:05"
    assert told([{"what": "picture", "start": 60, "end": None}]) == "pictures missing from 1:00 on"
    assert told([{"what": "picture", "start": 60, "end": 61}] * 6).endswith("and more")


def test_several_are_told_and_seen_survives_a_restart(standin: StandIn, tmp_path: Path) -> None:
    undated = "undated-mm2cqr"
    standin.world.films = [film(FILM), film(undated, end="cut")]
    state = tmp_path / "state"
    state.mkdir()

    def phone_of_new_pages() -> FlaskClient:
        return paired(create_app(Settings(str(tmp_path / "control.sock"), simulated=True, state=str(state))))

    first = phone_of_new_pages()
    assert words(get(first, "/")).count("marks, not uploaded yet.") == 2
    post(first, f"/films/{FILM}/seen")
    said = words(get(phone_of_new_pages(), "/"))
    assert "Film mm2cqr: 10 min 12 s" in said
    assert "Film k7qm: " not in said
    (state / "seen.json").write_bytes(b"{")
    assert words(get(phone_of_new_pages(), "/")).count("marks, not uploaded yet.") == 2


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
        page.evaluate(TAP)
        with standin.changing() as world:
            world.post("/stop", {})
            world.films[0]["end"] = "limit"
        heard(page, "The film reached its time limit and was saved: Film", "urgent")
        expect(page).to_have_title("Ready to film \N{EN DASH} Attune")
        heard(page, "^A film has just ended. Wait a moment, then start.$", "said")
        page.get_by_role("button", name="Seen").tap()
        expect(page.locator(".ending")).to_have_count(0)
        expect(page.locator("[data-resting]")).to_have_count(0)
        page.get_by_role("link", name="Start filming").tap()
        page.wait_for_url("**/start")
