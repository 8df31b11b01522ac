"""A film's pages without JavaScript: sync, receipt, wipe with a confirmation, discard in two steps."""

import pytest
from flask.testing import FlaskClient

from tests.support.forms import get, post, words
from tests.support.standin import StandIn
from tests.support.world import film, receipt

FILM = "20261122-1405-k7qm"
PAGE = f"/films/{FILM}"


def put(standin: StandIn, **facts: object) -> None:
    with standin.changing() as world:
        world.films = [film(FILM, **facts)]


def test_a_film_in_words(phone: FlaskClient, standin: StandIn) -> None:
    put(standin)
    said = words(get(phone, PAGE))
    for word in ("Film k7qm", "22 November 2026, 14:05 UTC", "10 min 12 s", "5 marks", "184 MB", "Film saved"):
        assert word in said


def test_sync(phone: FlaskClient, standin: StandIn) -> None:
    put(standin)
    page = post(phone, f"{PAGE}/sync", follow=True)
    assert page.request.path == PAGE
    assert "Waiting to upload" in words(page)


@pytest.mark.parametrize("state", ["copying", "verifying"])
def test_progress(phone: FlaskClient, standin: StandIn, state: str) -> None:
    put(standin, sync={"state": state, "done": 46_000_000, "total": 184_000_000, "message": None})
    page = get(phone, PAGE)
    assert "46 MB of 184 MB" in words(page)
    assert 'value="46000000.0" max="184000000.0"' in page.text
    assert f'action="{PAGE}/sync"' not in page.text


def test_failed_sync_says_why_and_offers_another(phone: FlaskClient, standin: StandIn) -> None:
    put(standin, sync={"state": "failed", "done": 0, "total": 1, "message": "The store refused the password."})
    page = get(phone, PAGE)
    assert "The store refused the password." in words(page)
    assert f'action="{PAGE}/sync"' in page.text


def test_wipe_needs_a_receipt(phone: FlaskClient, standin: StandIn) -> None:
    put(standin)
    assert f"{PAGE}/wipe" not in get(phone, PAGE).text
    asked = get(phone, f"{PAGE}/wipe")
    assert "cannot be wiped yet" in words(asked)
    assert "<form" not in asked.text.partition("<main")[2]
    forced = post(phone, f"{PAGE}/wipe")
    assert forced.status_code == 409
    assert "No store holds this film yet." in words(forced)


def test_wipe(phone: FlaskClient, standin: StandIn) -> None:
    put(standin, receipt=receipt())
    page = get(phone, PAGE)
    assert "Safely uploaded and checked, 22 November 2026, 14:32 UTC." in words(page)
    assert "645 sealed parts, 184 MB, in the clinic's store" in words(page)
    assert f"{PAGE}/discard" not in page.text
    assert "Wipe film k7qm from this box?" in words(get(phone, f"{PAGE}/wipe"))
    page = post(phone, f"{PAGE}/wipe", follow=True)
    assert "The film has been wiped from the box." in words(page)
    assert standin.posts() == [f"POST {PAGE}/wipe"]


def test_discard_takes_two_steps(phone: FlaskClient, standin: StandIn) -> None:
    put(standin)
    assert f"{PAGE}/discard" in get(phone, PAGE).text
    first = get(phone, f"{PAGE}/discard")
    assert "Step 1 of 2" in words(first)
    assert 'method="post"' not in first.text.partition("<main")[2]
    second = get(phone, f"{PAGE}/discard/sure")
    assert "Delete film k7qm permanently?" in words(second)
    assert "checked" not in second.text.partition("<main")[2]

    page = post(phone, f"{PAGE}/discard/sure")
    assert page.status_code == 422
    assert "Tick the box to confirm that the family has withdrawn consent." in words(page)
    assert standin.posts() == []

    page = post(phone, f"{PAGE}/discard/sure", follow=True, sure="yes")
    assert "The film has been deleted from the box." in words(page)
    assert standin.posts() == [f"POST {PAGE}/discard"]


def test_discard_is_not_for_films_in_the_store(phone: FlaskClient, standin: StandIn) -> None:
    put(standin, receipt=receipt())
    for step in ("discard", "discard/sure"):
        page = get(phone, f"{PAGE}/{step}")
        assert "is in the store" in words(page)
        assert 'method="post"' not in page.text.partition("<main")[2]


@pytest.mark.parametrize("path", ["/films/20261122-1405-aaaa", "/films/..%2Fstatus", "/films/status", "/nothing"])
def test_no_such_page(phone: FlaskClient, standin: StandIn, path: str) -> None:
    page = get(phone, path)
    assert page.status_code == 404
    assert not any("status/" in line or ".." in line for line in standin.asked)


def test_away(phone: FlaskClient, standin: StandIn) -> None:
    standin.close()
    for path in (PAGE, f"{PAGE}/wipe", f"{PAGE}/discard"):
        assert get(phone, path).status_code == 200
        assert "Can't reach the box" in words(get(phone, path))
