"""The visit page for a phone without JavaScript: forms, redirects, and words for every state."""

import time

import pytest
from flask.testing import FlaskClient

from tests.support.forms import HOST, get, post, token, words
from tests.support.standin import StandIn
from tests.support.world import film


def test_ready(phone: FlaskClient) -> None:
    page = get(phone, "/")
    assert page.status_code == 200
    said = words(page)
    for word in (
        "Ready to film",
        "Start filming",
        "Room for 12 hours of film",
        "Set by the network",
        "None recorded yet",
    ):
        assert word in said
    assert '<noscript><meta http-equiv="refresh"' in page.text


def test_a_visit_without_javascript(phone: FlaskClient, standin: StandIn) -> None:
    page = post(phone, "/start", follow=True)
    assert page.request.path == "/"
    assert "Filming has started." in words(page)
    assert "No marks yet" in words(page)
    assert "Marked." in words(post(phone, "/mark", follow=True))
    assert "1 mark ·" in words(get(phone, "/"))
    page = post(phone, "/stop", follow=True)
    assert "Filming has stopped. The film is saved." in words(page)
    assert "Film abcd" in words(page)
    assert "The upload has started." in words(post(phone, "/sync", follow=True))
    assert standin.posts() == ["POST /start", "POST /mark", "POST /stop", "POST /sync"]


@pytest.mark.parametrize(
    ("state", "said", "offered"),
    [
        ("starting", "Starting", set()),
        ("ready", "Ready to film", {"/sync"}),
        ("filming", "Filming", {"/mark", "/stop"}),
        ("sealing", "Saving the film", {"/sync"}),
        ("fault", "Cannot film now", {"/sync"}),
    ],
)
def test_each_state_offers_what_it_allows(
    phone: FlaskClient, standin: StandIn, state: str, said: str, offered: set[str]
) -> None:
    with standin.changing() as world:
        world.state = state
        world.films = [film()] if state != "starting" else []
        world.fault = {"code": "camera-stalled", "message": "Check its cable."} if state == "fault" else None
    page = get(phone, "/")
    assert said in words(page)
    assert ('href="/start"' in page.text) == (state == "ready"), "a start asks for consent first"
    assert {path for path in ("/start", "/mark", "/stop", "/sync") if f'action="{path}"' in page.text} == offered
    assert ("Check its cable." in words(page)) == (state == "fault")


def test_pairing_window(phone: FlaskClient, standin: StandIn) -> None:
    with standin.changing() as world:
        world.pairing = True
    assert "press the numbers that the new phone shows" in words(get(phone, "/"))


def test_warnings_while_filming(phone: FlaskClient, standin: StandIn) -> None:
    with standin.changing() as world:
        world.state = "filming"
        world.warnings = [{"code": "microphone-missing", "message": "No sound from the microphone. Check its plug."}]
    assert "No sound from the microphone. Check its plug." in words(get(phone, "/"))


def test_refused_says_why(phone: FlaskClient) -> None:
    page = post(phone, "/stop")
    assert page.status_code == 409
    assert "The box is ready, not filming." in words(page)


def test_nothing_to_sync(phone: FlaskClient) -> None:
    assert "Everything has been uploaded already." in words(post(phone, "/sync", follow=True))


def test_away_and_back(phone: FlaskClient, standin: StandIn) -> None:
    loaded = token(phone)
    standin.close()
    page = get(phone, "/")
    assert page.status_code == 200
    assert "Can't reach the box" in words(page)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    refused = phone.post("/start", base_url=HOST, data={"token": loaded})
    assert refused.status_code == 503
    assert "Can't reach the box. Look at its light" in words(refused)


def test_an_answer_that_nobody_understands(phone: FlaskClient, standin: StandIn) -> None:
    with standin.changing() as world:
        world.films = [{"id": "20261122-1405-k7qm"}]
    page = get(phone, "/")
    assert page.status_code == 502
    assert "The box gave an answer that this page does not understand." in words(page)


def test_words_from_the_address_are_not_shown(phone: FlaskClient) -> None:
    assert "hello" not in get(phone, "/?said=hello").text


@pytest.mark.parametrize(("left", "status"), [(5_000, 303), (-1, 409), (60_000, 409)])
def test_a_press_that_arrives_too_late_does_nothing(
    phone: FlaskClient, standin: StandIn, left: float, status: int
) -> None:
    """Its page no longer waits, or it was loaded before the box restarted."""
    deadline = {"X-Attune-Deadline": str(time.monotonic() * 1000 + left)}
    answer = phone.post("/start", base_url=HOST, data={"token": token(phone)}, headers=deadline)
    assert answer.status_code == status
    assert standin.posts() == (["POST /start"] if status == 303 else [])
    assert ("nothing was done" in words(answer)) == (status == 409)


def test_consent_is_asked_before_a_start(phone: FlaskClient, standin: StandIn) -> None:
    asked = get(phone, "/start")
    assert "Has the family agreed to be filmed today?" in words(asked)
    assert "Filming has started." in words(post(phone, "/start", follow=True, consent="yes"))
    assert standin.posts() == ["PUT /visit", "POST /start"]


def test_consent_that_was_recorded_is_not_asked_again(phone: FlaskClient, standin: StandIn) -> None:
    standin.world.consent()
    assert 'action="/start"' in get(phone, "/").text


def test_details_after_filming_has_started(phone: FlaskClient, standin: StandIn) -> None:
    standin.world.post("/start", {})
    answer = post(phone, "/before/question", question="Why?")
    assert answer.status_code == 409
    assert "Filming has started, so these details can't be changed." in words(answer)


def test_aiming_while_filming_says_why_there_is_no_picture(phone: FlaskClient, standin: StandIn) -> None:
    standin.world.post("/start", {})
    page = get(phone, "/before/camera")
    assert "The camera view is not available while filming." in words(page)
    assert "framing" not in page.text.partition("<main")[2]
