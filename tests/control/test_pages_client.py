"""The client as the pages use it, against a stand-in whose state a test sets."""

import threading
from pathlib import Path

import pytest

from control.client import Client
from control.errors import ErrorAnswer, NotRunning
from control.requests import MarkRequest
from control.sockets import SOCKET
from tests.support.recorder_process import until
from tests.support.standin import StandIn
from tests.support.world import film, receipt


@pytest.fixture
def box(standin: StandIn, tmp_path: Path) -> Client:
    return Client(tmp_path / SOCKET)


def test_status(box: Client) -> None:
    status = box.status()
    assert (status.state, status.light.colour, status.space.minutes) == ("ready", "green", 740.0)


def test_films(box: Client, standin: StandIn) -> None:
    with standin.changing() as world:
        world.films = [film(), film("20261120-0930-p3xd", receipt=receipt())]
    assert [known.id for known in box.films()] == ["20261122-1405-k7qm", "20261120-0930-p3xd"]
    held = box.film("20261120-0930-p3xd").receipt
    assert held is not None
    assert (held.store, held.when.utc) == ("the clinic's store", "2026-11-22T14:32:00Z")


def test_a_visit(box: Client, standin: StandIn) -> None:
    box.start()
    assert box.mark(MarkRequest()).at >= 0
    box.stop()
    assert box.sync() == ("20261122-1500-abcd",)
    assert standin.posts() == ["POST /start", "POST /mark", "POST /stop", "POST /sync"]


def test_refusal_says_why(box: Client) -> None:
    with pytest.raises(ErrorAnswer, match="The box is ready, not filming") as told:
        box.stop()
    assert (told.value.http, told.value.code) == (409, "wrong-state")


def test_away(box: Client, standin: StandIn) -> None:
    standin.close()
    with pytest.raises(NotRunning):
        box.status()
    with pytest.raises(NotRunning):
        next(box.events())


def test_never_was(tmp_path: Path) -> None:
    with pytest.raises(NotRunning):
        Client(tmp_path / "nothing.sock").status()


def test_a_new_recorder_at_the_same_place(box: Client, standin: StandIn, tmp_path: Path) -> None:
    box.status()
    standin.close()
    fresh = StandIn(tmp_path / "control.sock")
    try:
        box.start()
        assert fresh.posts() == ["POST /start"]
    finally:
        fresh.close()


def test_events(box: Client, standin: StandIn) -> None:
    seen, first = [], threading.Event()

    def follow() -> None:
        for news in box.events():
            seen.append(news.status.state)
            first.set()

    thread = threading.Thread(target=follow)
    thread.start()
    assert first.wait(60)
    box.start()
    until(lambda: seen[-1] == "filming")  # who goes away says nothing more
    standin.close()
    thread.join(60)
    assert not thread.is_alive()
    assert seen[0] == "ready"
