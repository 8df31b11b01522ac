"""Marks at the control socket: the phone sends when the thumb touched, the recorder alone knows where that lies."""

import time

import httpx
import pytest

from tests.support.refusals import refusal

pytestmark = pytest.mark.process


def test_the_same_mark_sent_twice_is_placed_once(door: httpx.Client) -> None:
    door.post("/start")
    wish = {"id": "00112233445566aa", "touched": time.monotonic_ns() / 1e6, "by": "phone"}
    first, again = door.post("/mark", json=wish).json(), door.post("/mark", json=wish).json()
    assert first == again
    assert door.get("/status").json()["film"]["marks"] == 1


def test_a_mark_lies_within_the_film(door: httpx.Client) -> None:
    door.post("/start")
    now = time.monotonic_ns() / 1e6
    for touched in (0, now + 3_600_000):
        refusal(door.post("/mark", json={"touched": touched}), 422, "outside-film", 2)
    refusal(door.post("/mark", json={"touched": -1}), 400, "request", 2)
    assert door.get("/status").json()["film"]["marks"] == 0


def test_a_mark_lies_where_it_was_touched(door: httpx.Client) -> None:
    film = door.post("/start").json()["film"]
    touched = film["zero"] + 123_456_789
    time.sleep(0.2)
    assert door.post("/mark", json={"film": film["id"], "touched": touched / 1e6}).json()["at"] == 123_456_789
    early = door.post("/mark", json={"film": film["id"], "touched": (film["zero"] - 1_000_000_000) / 1e6})
    assert early.json()["at"] == 0, "a touch just before the first frame belongs to the film's beginning"


def test_a_mark_of_another_film_is_gone(door: httpx.Client) -> None:
    asked = {"film": "20261122-1405-k7qm", "touched": time.monotonic_ns() / 1e6}
    refusal(door.post("/mark", json=asked), 410, "film-over", 7)
    door.post("/start")
    refusal(door.post("/mark", json=asked), 410, "film-over", 7)
