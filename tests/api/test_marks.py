"""Marks at the control socket: the phone sends when the thumb touched, the recorder alone knows where that lies."""

import time

import httpx
import pytest

from tests.support.refusals import refusal

pytestmark = pytest.mark.process


def test_the_same_mark_sent_twice_is_placed_once(control: httpx.Client) -> None:
    control.post("/start")
    wish = {"id": "00112233445566aa", "touched": time.monotonic_ns() / 1e6, "by": "phone"}
    first, again = control.post("/mark", json=wish).json(), control.post("/mark", json=wish).json()
    assert first == again
    assert control.get("/status").json()["film"]["marks"] == 1


def test_a_mark_lies_within_the_film(control: httpx.Client) -> None:
    control.post("/start")
    now = time.monotonic_ns() / 1e6
    for touched in (0, now + 3_600_000):
        refusal(control.post("/mark", json={"touched": touched}), 422, "outside-film", 2)
    refusal(control.post("/mark", json={"touched": -1}), 400, "request", 2)
    assert control.get("/status").json()["film"]["marks"] == 0


def test_a_mark_lies_where_it_was_touched(control: httpx.Client) -> None:
    film = control.post("/start").json()["film"]
    touched = film["zero"] + 123_456_789
    time.sleep(0.2)
    assert control.post("/mark", json={"film": film["id"], "touched": touched / 1e6}).json()["at"] == 123_456_789
    early = control.post("/mark", json={"film": film["id"], "touched": (film["zero"] - 1_000_000_000) / 1e6})
    assert early.json()["at"] == 0, "a touch just before the first frame belongs to the film's beginning"


def test_a_mark_of_another_film_is_gone(control: httpx.Client) -> None:
    asked = {"film": "20261122-1405-k7qm", "touched": time.monotonic_ns() / 1e6}
    refusal(control.post("/mark", json=asked), 410, "film-over", 7)
    control.post("/start")
    refusal(control.post("/mark", json=asked), 410, "film-over", 7)
