"""The control socket's client, against real HTTP on a real socket."""

import threading
from pathlib import Path

import pytest

from tests.support.standin import StandIn
from tests.support.world import film, receipt
from web.box import Box
from web.errors import BoxAway, Refused


@pytest.fixture
def box(standin: StandIn, tmp_path: Path) -> Box:
    return Box(tmp_path / "control.sock")


def test_status(box: Box) -> None:
    status = box.status()
    assert (status.state, status.light.colour, status.space.minutes) == ("ready", "green", 740.0)


def test_films(box: Box, standin: StandIn) -> None:
    with standin.changing() as world:
        world.films = [film(), film("20261120-0930-p3xd", receipt=receipt())]
    assert [known.id for known in box.films()] == ["20261122-1405-k7qm", "20261120-0930-p3xd"]
    held = box.film("20261120-0930-p3xd").receipt
    assert held is not None
    assert (held.store, held.when.utc) == ("the clinic's store", "2026-11-22T14:32:00Z")


def test_a_visit(box: Box, standin: StandIn) -> None:
    box.start()
    assert box.mark().at >= 0
    box.stop()
    assert box.sync() == ("20261122-1500-abcd",)
    assert standin.posts() == ["POST /start", "POST /mark", "POST /stop", "POST /sync"]


def test_refusal_says_why(box: Box) -> None:
    with pytest.raises(Refused, match="The box is ready, not filming") as told:
        box.stop()
    assert (told.value.status, told.value.code) == (409, "wrong-state")


def test_away(box: Box, standin: StandIn) -> None:
    standin.close()
    with pytest.raises(BoxAway):
        box.status()
    with pytest.raises(BoxAway):
        next(box.follow())


def test_never_was(tmp_path: Path) -> None:
    with pytest.raises(BoxAway):
        Box(tmp_path / "nothing.sock").status()


def test_a_new_recorder_at_the_same_place(box: Box, standin: StandIn, tmp_path: Path) -> None:
    box.status()
    standin.close()
    fresh = StandIn(tmp_path / "control.sock")
    try:
        box.start()
        assert fresh.posts() == ["POST /start"]
    finally:
        fresh.close()


def test_follow(box: Box, standin: StandIn) -> None:
    seen, done = [], threading.Event()
    heard = threading.Event()

    def follow() -> None:
        with pytest.raises(BoxAway):  # the stream of a recorder that stops is not a quiet end
            for status in box.follow():
                seen.append(status.state)
                heard.set()
            raise BoxAway
        done.set()

    thread = threading.Thread(target=follow)
    thread.start()
    assert heard.wait(5)
    box.start()
    standin.close()
    thread.join(5)
    assert done.is_set()
    assert seen[0] == "ready"
    assert seen[-1] == "filming"
