"""The live page's events, from the real server."""

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.browsing import PAIRED
from tests.support.recorder_process import until
from tests.support.standin import StandIn
from tests.support.world import film, receipt
from tests.web.listening import listening
from web.live.view import SHOWN

FILM = "20261122-1405-k7qm"


def test_all_at_once_then_only_what_changed(served: str, standin: StandIn) -> None:
    with listening(served) as ear:
        first = ear.next()
        assert set(first["parts"]) == {"state", "newcomers", "notices", "controls", "films"}
        assert first["texts"]["title"] == "Ready to film"
        with standin.changing() as world:
            world.minutes = 3
        second = ear.until(lambda now: now["texts"]["room"] == "Room for 3 minutes of film")
        assert second["parts"] == {}


@pytest.mark.parametrize(("page", "name"), [("visit", ""), ("film", FILM), ("plain", ""), ("camera", "")])
def test_every_page_says_that_a_phone_sees_the_room(served: str, standin: StandIn, page: str, name: str) -> None:
    with standin.changing() as world:
        world.films = [film(FILM)]
    with listening(served, page, name) as ear:
        ear.next()
        with standin.changing() as world:
            world.aiming = True
        ear.until(lambda now: "A phone sees the room" in now["parts"].get("state", ""))
        with standin.changing() as world:
            world.aiming = False
        ear.until(lambda now: "state" in now["parts"] and "A phone sees the room" not in now["parts"]["state"])


def test_a_visit_that_others_lead(served: str, standin: StandIn) -> None:
    with listening(served) as ear:
        ear.next()
        with standin.changing() as world:
            world.post("/panel/press", {})
        begun = ear.until(lambda now: now["state"] == "filming")
        assert 'action="/mark"' in begun["parts"]["controls"]
        assert begun["parts"]["films"] == ""
        with standin.changing() as world:
            world.post("/panel/press", {})
        marked = ear.until(lambda now: now["texts"]["marks"] == "1 mark")
        assert "controls" not in marked["parts"], "the mark must stay where the thumb is"
        assert marked["elapsed"] >= begun["elapsed"]
        with standin.changing() as world:
            world.post("/panel/hold", {})
        ended = ear.until(lambda now: "Film abcd" in now["parts"].get("films", ""))
        assert ended["elapsed"] is None


def test_time_runs_on_between_two_words_of_the_box(served: str, standin: StandIn) -> None:
    with standin.changing() as world:
        world.post("/start", {})
        world.began -= 100
        began = world.began
    with listening(served) as ear:
        times = [ear.next()["elapsed"] for _ in range(3)]
    assert 100 <= times[0] < times[1] < times[2] <= time.monotonic() - began


def test_sync_moves_the_bar_then_brings_the_receipt(served: str, standin: StandIn) -> None:
    with standin.changing() as world:
        world.films = [film(FILM)]
    with listening(served, "film", FILM) as ear:
        assert "Upload the film" in ear.until(lambda now: "film" in now["parts"])["parts"]["film"]
        with standin.changing() as world:
            world.films = [film(FILM, sync=copying(10_000_000))]
        ear.until(lambda now: now["amounts"].get(f"sync-{FILM}") == [10_000_000, 184_000_000])
        with standin.changing() as world:
            world.films = [film(FILM, sync=copying(20_000_000))]
        moved = ear.until(lambda now: now["amounts"].get(f"sync-{FILM}") == [20_000_000, 184_000_000])
        assert moved["parts"] == {}
        assert moved["texts"][f"sync-{FILM}"] == "Uploading: 20 MB of 184 MB"
        with standin.changing() as world:
            world.films = [film(FILM, receipt=receipt())]
        done = ear.until(lambda now: "film" in now["parts"])
        assert "Safely uploaded and checked" in done["parts"]["film"]


def test_films_that_rest_cost_nothing(served: str, standin: StandIn) -> None:
    many = [film(f"20261122-{1400 + number}-many", sync=copying(0) | {"state": "failed"}) for number in range(30)]
    with standin.changing() as world:
        world.films = [*many, film(FILM, sync=copying(0))]
    with listening(served) as ear:
        first = ear.until(lambda now: "films" in now["parts"])
        assert len(syncs(first)) == SHOWN + 1
        assert [name for name in first["amounts"] if name != "sound"] == [f"sync-{FILM}"]
        with standin.changing() as world:
            world.films = [*many, film(FILM, sync=copying(10_000_000))]
        moved = ear.until(lambda now: now["amounts"][f"sync-{FILM}"][0] > 0)
        assert syncs(moved) == [f"sync-{FILM}"]
        with standin.changing() as world:
            world.post("/start", {})
        filming = ear.until(lambda now: now["state"] == "filming" and "films" not in now["parts"])
        assert syncs(filming) == []


def syncs(now: dict[str, Any]) -> list[str]:
    return [name for name in now["texts"] if name.startswith("sync-")]


def test_nobody_follows_the_recorder_when_no_page_is_open(served: str, standin: StandIn) -> None:
    with listening(served) as ear:
        ear.next()
    until(lambda: standin.followers["news"] == 0)
    with listening(served) as ear:
        assert ear.next()["state"] == "ready"


def copying(done: int) -> dict[str, object]:
    return {"state": "copying", "done": done, "total": 184_000_000, "message": None}


def test_the_recorder_goes_and_comes_back(served: str, standin: StandIn, tmp_path: Path) -> None:
    with listening(served) as ear:
        ear.next()
        standin.close()
        gone = ear.until(lambda now: now["state"] == "away")
        assert "Can't reach the box" in gone["texts"]["title"]
        back = StandIn(tmp_path / "control.sock")
        try:
            assert ear.until(lambda now: now["state"] == "ready")["texts"]["title"] == "Ready to film"
        finally:
            back.close()


def test_many_phones_one_pair_of_eyes(served: str, standin: StandIn) -> None:
    with listening(served) as one, listening(served) as two, listening(served, "box") as three:
        for ear in (one, two, three):
            ear.next()
        with standin.changing() as world:
            world.post("/start", {})
        for ear in (one, two, three):
            ear.until(lambda now: now["state"] == "filming")
    assert standin.asked.count("GET /events") == 1


def test_unknown_page(served: str) -> None:
    assert httpx.get(f"{served}/events?page=secrets", cookies={"attune": PAIRED}).status_code == 404
